"""Removal of the camera's data from public pictures: where, when and by whom one was taken."""

from typing import TYPE_CHECKING, Any

from wagtail.images.image_operations import FormatOperation

if TYPE_CHECKING:
    from newsroom.models import NewsroomImage

CAMERA_DATA = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment")


class FormatWithoutCameraData(FormatOperation):
    """Wagtail's operation `format-…`, which every public size has, without the camera's data.

    Willow would copy the data into each size. The picture was turned the right way up before.
    """

    def run(self, willow: Any, image: "NewsroomImage", env: dict[str, Any]) -> None:
        """Set the format, and remove the data from the picture that is written next."""
        super().run(willow, image, env)
        data = willow.get_pillow_image().info
        for name in CAMERA_DATA:
            data.pop(name, None)


def image_operations() -> list[tuple[str, type[FormatOperation]]]:
    """Return the operations that replace Wagtail's."""
    return [("format", FormatWithoutCameraData)]

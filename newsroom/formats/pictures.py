"""Checks of pictures by their content, and removal of the camera's data: where, when and by whom.

No package does this: those for Exif leave the other kinds of metadata or are no longer maintained,
and those for pictures encode them again, which loses quality (docs/decisions/0034).
"""

import io
import warnings

from PIL import Image, ImageSequence

from newsroom.formats import gif, heif, jpeg, png, webp
from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.orientation import orientation_of


def without_camera_data(picture: bytes) -> bytes:
    """Return the picture with pixels, colour profile and orientation, and nothing else.

    Nothing is encoded again. A picture without such data is returned as it is. Raises
    `UnreadableFileError` for a file of another format or a damaged one.
    """
    if picture.startswith(jpeg.START):
        remove = jpeg.without_camera_data
    elif picture.startswith(png.START):
        remove = png.without_camera_data
    elif webp.is_webp(picture):
        remove = webp.without_camera_data
    elif picture.startswith(gif.STARTS):
        remove = gif.without_camera_data
    elif heif.is_heif(picture):
        remove = heif.without_camera_data
    else:
        raise UnreadableFileError("The file is no picture of a format that is accepted.")
    return remove(picture, orientation=orientation_of(picture))


def check_readable(picture: bytes) -> None:
    """Raise `UnreadableFileError` where a frame cannot be decoded, such as in half a file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture)) as opened:
                for frame in ImageSequence.Iterator(opened):
                    frame.load()
    except Exception as error:
        # Decoders raise many kinds of errors for damaged files.
        raise UnreadableFileError("The picture cannot be read.") from error

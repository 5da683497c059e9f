"""The block of one picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue, TextBlock
from wagtail.images.blocks import ImageBlock


class FigureValue(StructValue):
    """A picture with the credit to show."""

    @property
    def shown_credit(self) -> str:
        """Return the credit of this block, else the credit of the image."""
        return str(self.get("credit") or getattr(self.get("image"), "credit", ""))


class FigureBlock(StructBlock):
    """A picture with its caption and credit."""

    image = ImageBlock(label=_("Picture"))
    caption = TextBlock(label=_("Caption"), required=False, rows=2, max_length=400)
    credit = CharBlock(
        label=_("Credit"),
        required=False,
        max_length=255,
        help_text=_("Leave empty to show the credit kept with the picture."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/figure/template.html"
        value_class = FigureValue

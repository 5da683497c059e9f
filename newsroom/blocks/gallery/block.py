"""The block of several pictures."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from newsroom.blocks.figure.block import FigureBlock


class GalleryBlock(StructBlock):
    """Several pictures that belong together."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    pictures = ListBlock(FigureBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "blocks/gallery/template.html"

"""The block of a note set apart from the running text."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock

from newsroom.blocks.paragraph.block import FEATURES


class CalloutBlock(StructBlock):
    """A note set apart: what to do, whom to ask, by when."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    text = RichTextBlock(label=_("Text"), features=FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blocks/callout/template.html"

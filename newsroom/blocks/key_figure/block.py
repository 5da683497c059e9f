"""The block of one number."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock


class KeyFigureBlock(StructBlock):
    """One number that matters, and what it means."""

    figure = CharBlock(label=_("Figure"), max_length=30, help_text=_("For instance 28% or £1.9bn."))
    meaning = CharBlock(label=_("What it means"), max_length=200)
    source = CharBlock(label=_("Source"), required=False, max_length=255)

    class Meta:
        icon = "decimal"
        label = _("Key figure")
        template = "blocks/key_figure/template.html"

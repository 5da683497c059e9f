"""How are figures shown?"""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


class DataTableBlock(StructBlock):
    """A table with its caption; the first column may name the rows."""

    table = TypedTableBlock(
        [
            ("text", CharBlock(label=_("Text"), required=False)),
            ("number", CharBlock(label=_("Number"), required=False)),
            ("rich_text", RichTextBlock(label=_("Text with links"), features=["bold", "link"])),
        ],
        label=_("Table"),
    )
    source = CharBlock(label=_("Source"), required=False, max_length=255)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "newsroom/blocks/table.html"


class KeyFigureBlock(StructBlock):
    """One number that matters, and what it means."""

    figure = CharBlock(label=_("Figure"), max_length=30, help_text=_("For instance 28% or £1.9bn."))
    meaning = CharBlock(label=_("What it means"), max_length=200)
    source = CharBlock(label=_("Source"), required=False, max_length=255)

    class Meta:
        icon = "decimal"
        label = _("Key figure")
        template = "newsroom/blocks/key_figure.html"

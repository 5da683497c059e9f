"""The block of a table."""

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
        template = "blocks/table/template.html"

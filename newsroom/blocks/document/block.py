"""The block of a file to download."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue, TextBlock
from wagtail.documents.blocks import DocumentChooserBlock

from newsroom.visibility.linked_pages import hidden_collections


class DocumentValue(StructValue):
    """A file with the title and the size to show."""

    @property
    def shown_title(self) -> str:
        """Return the title of this block, else the title of the document."""
        return str(self.get("title") or self["document"].title)

    @property
    def size(self) -> int | None:
        """Return the file's size in bytes, None where the file is missing."""
        document = self["document"]
        try:
            return int(document.file_size or document.file.size)
        except OSError:
            return None


class DocumentBlock(StructBlock):
    """A file to download. Public pages leave out those of restricted collections."""

    document = DocumentChooserBlock(label=_("Document"))
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Leave empty to show the document's own title."),
    )
    description = TextBlock(label=_("Description"), required=False, rows=2, max_length=400)

    def get_context(
        self, value: StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add `document`, None where it does not exist or is not for the readers of the page."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        document = value["document"]
        hidden = hidden_collections(context.get("page")) if document else frozenset()
        is_hidden = document is not None and document.collection_id in hidden
        context["document"] = None if is_hidden else document
        return context

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document/template.html"
        value_class = DocumentValue

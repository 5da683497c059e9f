"""The block of running text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class ParagraphBlock(RichTextBlock):
    """Running text: paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return Wagtail's own block for migrations: the stored value is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, {"features": FEATURES, **kwargs}

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "blocks/paragraph/template.html"

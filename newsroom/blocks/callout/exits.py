"""What the API and search make of a callout."""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.blocks import StructValue

from newsroom.blocks.base import ApiContext, PlainText
from newsroom.blocks.html import heading


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the heading, and the text as HTML."""
    return {
        "heading": stored.get("heading") or "",
        "html": context.rich_text(stored.get("text") or ""),
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return the heading and the text."""
    return f"{heading(shape['heading'])}{shape['html']}"


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the heading and the text."""
    yield value.get("heading") or ""
    if text := value.get("text"):
        yield plain_text(text.source)

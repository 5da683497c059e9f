"""What the API and search make of a file to download."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from newsroom.blocks.base import ApiContext, PlainText, References
from newsroom.blocks.document.block import DocumentValue
from newsroom.blocks.stored import number


def references(stored: dict[str, Any], wanted: References) -> None:
    """Add the document."""
    wanted.documents.add(number(stored.get("document")))


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any] | None:
    """Return the document with its title and description, None where it does not exist."""
    document = context.document(number(stored.get("document")))
    if document is None:
        return None
    return {
        **document,
        "title": stored.get("title") or document["title"],
        "description": stored.get("description") or "",
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a link to the document, and the description."""
    about = f"<br>{escape(shape['description'])}" if shape["description"] else ""
    return f'<p><a href="{escape(shape["url"])}">{escape(shape["title"])}</a>{about}</p>'


def search_text(value: DocumentValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the title of the document, and the title and description of this block."""
    yield getattr(value.get("document"), "title", None) or ""
    yield value.get("title") or ""
    yield value.get("description") or ""

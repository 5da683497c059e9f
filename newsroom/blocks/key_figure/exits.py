"""What the API and search make of a key figure."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from wagtail.blocks import StructValue

from newsroom.blocks.base import ApiContext, PlainText
from newsroom.blocks.html import source_note

FIELDS = ("figure", "meaning", "source")


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the figure, its meaning and its source."""
    return {name: stored.get(name) or "" for name in FIELDS}


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a paragraph with the figure in bold."""
    lines = [f"<strong>{escape(shape['figure'])}</strong> {escape(shape['meaning'])}"]
    if source := source_note(shape["source"]):
        lines.append(source)
    return f"<p>{'<br>'.join(lines)}</p>"


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the figure, its meaning and its source."""
    for name in FIELDS:
        yield value.get(name) or ""

"""What the API, search, the importer and the checks before publication make of a heading."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructValue

from newsroom.blocks.base import (
    ApiContext,
    ImportedPart,
    ImportExample,
    ImportMapping,
    PlainText,
    Remark,
)

LEVELS = (2, 3)


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the text and the level, a number."""
    return {"text": stored.get("text") or "", "level": int(stored.get("level") or 2)}


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a heading of level 2 or 3."""
    level = shape["level"] if shape["level"] in LEVELS else LEVELS[0]
    return f"<h{level}>{escape(shape['text'])}</h{level}>"


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the text."""
    yield value.get("text") or ""


def remarks(values: Sequence[StructValue]) -> Iterator[Remark]:
    """Yield a remark for each skipped level, which screen readers announce as a gap."""
    previous = 1
    for value in values:
        level = int(value.get("level") or 2)
        if level > previous + 1:
            message = format_lazy(
                "{} {}",
                _("A “part of a section” comes before any section:"),
                f"“{value.get('text')}”.",
            )
            yield Remark(message=message, blocks_publication=True)
        previous = level


def _imported(parts: Sequence[ImportedPart]) -> dict[str, str]:
    (part,) = parts
    return {"text": part.text, "level": str(part.level)}


IMPORT_MAPPING = ImportMapping(
    kinds=frozenset({"heading"}),
    value=_imported,
    examples=[
        ImportExample(
            parts=[ImportedPart(text="What was asked", level=3)],
            value={"text": "What was asked", "level": "3"},
        )
    ],
)

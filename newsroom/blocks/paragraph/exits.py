"""What the API, search and the importer make of running text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.rich_text import RichText

from newsroom.blocks.base import ApiContext, ImportedPart, ImportExample, ImportMapping, PlainText


def api_shape(stored: str | None, context: ApiContext) -> dict[str, Any]:
    """Return the text as HTML."""
    return {"html": context.rich_text(stored or "")}


def api_html(shape: Mapping[str, Any]) -> str:
    """Return the text as it is."""
    return str(shape["html"])


def search_text(value: RichText, plain_text: PlainText) -> Iterator[str]:
    """Yield the text."""
    yield plain_text(value.source)


def _imported(parts: Sequence[ImportedPart]) -> str:
    return "".join(part.html for part in parts)


IMPORT_MAPPING = ImportMapping(
    kinds=frozenset({"paragraph", "list"}),
    value=_imported,
    joins_neighbours=True,
    examples=[
        ImportExample(
            parts=[
                ImportedPart(html="<p>Two things:</p>"),
                ImportedPart(html="<ul><li>one.</li></ul>"),
            ],
            value="<p>Two things:</p><ul><li>one.</li></ul>",
        )
    ],
)

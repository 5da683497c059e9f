"""What the API, search, the importer and the checks before publication make of a quotation."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.blocks.base import (
    ApiContext,
    ImportedPart,
    ImportExample,
    ImportMapping,
    PlainText,
    Remark,
)
from newsroom.blocks.html import web_address
from newsroom.blocks.quotation.block import QuotationValue


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the words as HTML, the speaker, the language of the words and the source."""
    return {
        "html": context.rich_text(stored.get("words") or ""),
        "speaker": stored.get("speaker") or "",
        "role": stored.get("role") or "",
        "language": stored.get("language") or None,
        "source": stored.get("source") or None,
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a figure with the words as a block quotation and the speaker as its caption."""
    language = f' lang="{escape(shape["language"])}"' if shape["language"] else ""
    source = web_address(shape["source"])
    cite = f' cite="{source}"' if source else ""
    speaker = f"<strong>{escape(shape['speaker'])}</strong>" if shape["speaker"] else ""
    who = ", ".join(part for part in (speaker, escape(shape["role"])) if part)
    link = f'<a href="{source}">{escape(_("Source of the quotation"))}</a>' if source else ""
    credit = " · ".join(part for part in (who, link) if part)
    caption = f"<figcaption>{credit}</figcaption>" if credit else ""
    quoted = f"<blockquote{language}{cite}>{shape['html']}</blockquote>"
    return f"<figure>{quoted}{caption}</figure>"


def search_text(value: QuotationValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the words, the speaker and the role."""
    if words := value.get("words"):
        yield plain_text(words.source)
    yield value.get("speaker") or ""
    yield value.get("role") or ""


def remarks(values: Sequence[QuotationValue]) -> Iterator[Remark]:
    """Yield one remark where any quotation names no speaker."""
    if any(not value.get("speaker") for value in values):
        message = gettext_lazy("A quotation names no speaker.")
        yield Remark(message=message, blocks_publication=False)


def _imported(parts: Sequence[ImportedPart]) -> dict[str, str]:
    words = "".join(part.html for part in parts)
    return {"words": words, "speaker": "", "role": "", "language": "", "source": ""}


IMPORT_MAPPING = ImportMapping(
    kinds=frozenset({"quotation"}),
    value=_imported,
    examples=[
        ImportExample(
            parts=[ImportedPart(html="<p>A timetable is a promise.</p>")],
            value={
                "words": "<p>A timetable is a promise.</p>",
                "speaker": "",
                "role": "",
                "language": "",
                "source": "",
            },
        )
    ],
)

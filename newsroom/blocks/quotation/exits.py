"""What the API, search, the importer and the checks before publication make of a quotation."""

import datetime
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
from newsroom.blocks.quotation.block import DRAFT, QuotationValue
from newsroom.languages.configured import active_language
from newsroom.languages.data import language_data


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the words as HTML, the speaker, the language of the words and the source.

    `date` is the day on which they were said; `record_version` is "draft" or "final".
    """
    return {
        "html": context.rich_text(stored.get("words") or ""),
        "speaker": stored.get("speaker") or "",
        "role": stored.get("role") or "",
        "language": stored.get("language") or None,
        "source": stored.get("source") or None,
        "date": stored.get("said_on") or None,
        "record_version": stored.get("record_version") or None,
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a figure with the words as a block quotation and the speaker as its caption."""
    language = f' lang="{escape(shape["language"])}"' if shape["language"] else ""
    source = web_address(shape["source"])
    cite = f' cite="{source}"' if source else ""
    speaker = f"<strong>{escape(shape['speaker'])}</strong>" if shape["speaker"] else ""
    who = ", ".join(part for part in (speaker, escape(shape["role"])) if part)
    link = f'<a href="{source}">{escape(_("Source of the quotation"))}</a>' if source else ""
    credit = " · ".join(part for part in (who, _day(shape["date"]), link) if part)
    if shape["record_version"] == DRAFT:
        note = escape(_("draft of the Record, which may still change"))
        credit = f"{credit} ({note})".strip()
    caption = f"<figcaption>{credit}</figcaption>" if credit else ""
    quoted = f"<blockquote{language}{cite}>{shape['html']}</blockquote>"
    return f"<figure>{quoted}{caption}</figure>"


def _day(day: str | None) -> str:
    """Return a stored day in words, "" without one."""
    try:
        date = datetime.date.fromisoformat(day or "")
    except ValueError:
        return ""
    month = language_data(active_language()).months[date.month - 1]
    return f'<time datetime="{date.isoformat()}">{date.day} {month} {date.year}</time>'


def search_text(value: QuotationValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the words, the speaker and the role."""
    if words := value.get("words"):
        yield plain_text(words.source)
    yield value.get("speaker") or ""
    yield value.get("role") or ""


def remarks(values: Sequence[QuotationValue]) -> Iterator[Remark]:
    """Yield a remark where a quotation names no speaker, and one where a draft names no day."""
    if any(not value.get("speaker") for value in values):
        message = gettext_lazy("A quotation names no speaker.")
        yield Remark(message=message, blocks_publication=False)
    if any(value.get("record_version") == DRAFT and not value.get("said_on") for value in values):
        message = gettext_lazy("A quotation from the draft Record does not say when it was said.")
        yield Remark(message=message, blocks_publication=False)


def _imported(parts: Sequence[ImportedPart]) -> dict[str, str | None]:
    words = "".join(part.html for part in parts)
    empty = {"speaker": "", "role": "", "language": "", "source": ""}
    return {"words": words, **empty, "said_on": None, "record_version": ""}


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
                "said_on": None,
                "record_version": "",
            },
        )
    ],
)

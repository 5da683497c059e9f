"""Construction of entries from rows of statements."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.models import ArticlePage
from search.engines.entries import Entry, TermLabel
from search.indexing.body_text import body_texts


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One statement in the database; `body` in its stored form, `captions` in order."""

    page_id: int
    language: str
    site_id: int | None
    title: str
    summary: str
    date: datetime.date
    body: object
    captions: tuple[str, ...]
    categories: Iterable[TermLabel]
    topics: Iterable[TermLabel]


def build_entries(rows: Sequence[StatementRow]) -> tuple[Entry, ...]:
    """Return the entry of each row, in order. The number of queries does not depend on the rows."""
    stream = ArticlePage._meta.get_field("body").stream_block
    texts = body_texts(stream, (row.body for row in rows))
    return tuple(_entry(row, pieces) for row, pieces in zip(rows, texts, strict=True))


def _entry(row: StatementRow, pieces: list[str]) -> Entry:
    # Captions last, so that an extract begins with the statement's own words.
    texts = (_normalised(piece) for piece in (*pieces, *row.captions))
    return Entry(
        page_id=row.page_id,
        language=row.language,
        site_id=row.site_id,
        title=_normalised(row.title),
        summary=_normalised(row.summary),
        text="\n".join(text for text in texts if text),
        date=row.date,
        categories=_sorted(row.categories),
        topics=_sorted(row.topics),
    )


def _sorted(labels: Iterable[TermLabel]) -> tuple[TermLabel, ...]:
    return tuple(sorted(labels, key=lambda label: label.slug))


def _normalised(text: str | None) -> str:
    """Return `text` with single spaces and without NULs, which end a text in some databases."""
    return " ".join((text or "").replace("\x00", " ").split())

"""What of a statement is searched? Rows go in, entries come out; nothing else is touched."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from newsroom.models import ArticlePage
from search.indexing.body_text import body_texts


@dataclass(frozen=True, kw_only=True)
class TermLabel:
    """A category or topic: the part of the address that names it, and its name."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the archive knows of one public statement. Addresses are not kept: they are asked of
    the database when a result is shown, so a moved section cannot make them stale."""

    page_id: int
    language: str
    site_id: int | None
    title: str
    summary: str
    text: str
    date: datetime.date
    categories: tuple[TermLabel, ...]
    topics: tuple[TermLabel, ...]

    @cached_property
    def content(self) -> bytes:
        """Return all of the entry as JSON. The order of the names is part of the fingerprint."""
        content = {
            "categories": [{"name": label.name, "slug": label.slug} for label in self.categories],
            "date": str(self.date),
            "language": self.language,
            "page_id": self.page_id,
            "site_id": self.site_id,
            "summary": self.summary,
            "text": self.text,
            "title": self.title,
            "topics": [{"name": label.name, "slug": label.slug} for label in self.topics],
        }
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")

    @property
    def fingerprint(self) -> str:
        """Return a stamp that changes with anything in the entry."""
        return hashlib.sha256(self.content).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the database holds of one statement; `body` as it is stored, `captions` in order."""

    page_id: int
    language: str
    site_id: int | None
    title: str
    summary: str
    date: datetime.date
    body: Any
    captions: tuple[str, ...]
    categories: Iterable[TermLabel]
    topics: Iterable[TermLabel]


def build_entries(rows: Sequence[Row]) -> tuple[Entry, ...]:
    """Return the entry of each row, in their order. As many queries for many as for one."""
    stream = ArticlePage._meta.get_field("body").stream_block
    texts = body_texts(stream, (row.body for row in rows))
    return tuple(_entry(row, pieces) for row, pieces in zip(rows, texts, strict=True))


def _entry(row: Row, pieces: list[str]) -> Entry:
    # Captions last, so that an extract begins with the statement's own words.
    tidied = (_tidy(piece) for piece in (*pieces, *row.captions))
    return Entry(
        page_id=row.page_id,
        language=row.language,
        site_id=row.site_id,
        title=_tidy(row.title),
        summary=_tidy(row.summary),
        text="\n".join(piece for piece in tidied if piece),
        date=row.date,
        categories=_in_order(row.categories),
        topics=_in_order(row.topics),
    )


def _in_order(labels: Iterable[TermLabel]) -> tuple[TermLabel, ...]:
    return tuple(sorted(labels, key=lambda label: label.slug))


def _tidy(text: str | None) -> str:
    """Return `text` with single spaces; a NUL would end it early in some databases."""
    return " ".join((text or "").replace("\x00", " ").split())

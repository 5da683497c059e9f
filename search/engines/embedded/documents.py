"""The rows of a statement in the tables of the embedded index."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, TypedDict

from search.engines.base import DamagedIndexError
from search.engines.entries import Entry
from search.language import analysis


class Label(TypedDict):
    """A category or topic of a statement."""

    slug: str
    name: str


class Shown(TypedDict):
    """What a hit shows, among the content of an entry."""

    title: str
    summary: str
    text: str
    date: str
    categories: list[Label]
    topics: list[Label]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of one entry in each table, and its words with their accents."""

    statement: tuple[int, int, str, int | None, int, int]
    words: tuple[int, str, str, str, str]
    content: bytes
    terms: list[tuple[str, int, str]]
    vocabulary: set[str]

    @property
    def contents(self) -> tuple[int, bytes, bytes]:
        """Return the compressed row of what is shown and of what FTS5 needs for a deletion.

        Computed on access, so that a background thread that writes the row compresses it, too.
        """
        page_id, *columns = self.words
        analysed = json.dumps(columns, ensure_ascii=False).encode()
        return page_id, zlib.compress(self.content, 1), zlib.compress(analysed, 1)


def rows_for(entry: Entry, *, version: int) -> Rows:
    """Return the rows of an entry."""
    analyser = analysis.analyser_for(entry.language)
    title_words = analysis.words_of(entry.title)
    body_words = analysis.words_of(f"{entry.summary}\n{entry.text}")
    title, body = analyser.analyse_words(title_words), analyser.analyse_words(body_words)
    return Rows(
        statement=(
            entry.page_id,
            version,
            entry.fingerprint,
            entry.site_id,
            entry.date.toordinal(),
            entry.date.year,
        ),
        words=(entry.page_id, title.words, body.words, title.lemmas, body.lemmas),
        content=entry.content,
        terms=[("category", entry.page_id, label.slug) for label in entry.categories]
        + [("topic", entry.page_id, label.slug) for label in entry.topics],
        vocabulary={*title_words, *body_words},
    )


def read_shown(column: bytes) -> Shown:
    """Return what a hit shows; raises DamagedIndexError where the column cannot be read."""
    shown: Shown = _read_json(column)
    return shown


def read_analysed(column: bytes) -> list[str]:
    """Return words of title and body, then lemmas of both; raises DamagedIndexError."""
    analysed: list[str] = _read_json(column)
    return analysed


def _read_json(column: bytes) -> Any:
    try:
        return json.loads(zlib.decompress(column))
    except (zlib.error, ValueError) as error:
        raise DamagedIndexError(f"{type(error).__name__}: {error}") from error

"""How is an entry written into the embedded index, and taken out again?

Every write carries a version; one that comes too late changes nothing.
"""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search.engines import spelling
from search.engines.base import DamagedIndexError
from search.indexing.documents import Entry
from search.language import analysis


def _is_late(connection: sqlite3.Connection, page_id: int, *, version: int) -> bool:
    """Return whether the index already has this version of the page or a later one."""
    for table in ("statements", "deletions"):
        row = connection.execute(
            f"SELECT version FROM {table} WHERE id = ?",  # noqa: S608  (two constants)
            (page_id,),
        ).fetchone()
        if row is not None and row[0] >= version:
            return True
    return False


def unpacked(content: bytes) -> Any:
    """Return what `Rows.contents` has packed; raises DamagedIndexError where it is not that."""
    try:
        return json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as error:
        raise DamagedIndexError(f"{type(error).__name__}: {error}") from error


def _remove(connection: sqlite3.Connection, page_id: int) -> None:
    """Take a statement out of every table, if it is there."""
    row = connection.execute("SELECT analysed FROM contents WHERE id = ?", (page_id,)).fetchone()
    if row is not None:
        # FTS5 keeps no copy of the words here, so it must be told which ones to forget.
        connection.execute(
            "INSERT INTO words (words, rowid, title, body, title_lemmas, body_lemmas)"
            " VALUES ('delete', ?, ?, ?, ?, ?)",
            (page_id, *unpacked(row[0])),
        )
    connection.execute("DELETE FROM contents WHERE id = ?", (page_id,))
    connection.execute("DELETE FROM statements WHERE id = ?", (page_id,))
    for kind in ("category", "topic"):
        connection.execute("DELETE FROM terms WHERE kind = ? AND statement = ?", (kind, page_id))


def delete(connection: sqlite3.Connection, page_id: int, *, version: int) -> None:
    """Take a page out, and remember the version so that an older write cannot bring it back."""
    if _is_late(connection, page_id, version=version):
        return
    _remove(connection, page_id)
    connection.execute("INSERT OR REPLACE INTO deletions VALUES (?, ?)", (page_id, version))


def upsert(connection: sqlite3.Connection, entry: Entry, *, version: int) -> None:
    """Write an entry in place of what the index has."""
    if _is_late(connection, entry.page_id, version=version):
        return
    _remove(connection, entry.page_id)
    connection.execute("DELETE FROM deletions WHERE id = ?", (entry.page_id,))
    rows = rows_of(entry, version=version)
    insert(connection, [rows])
    spelling.insert(connection, spelling.spelt(rows.held_words))


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What one entry is in each table, and the words that it holds as they are spelt."""

    statement: tuple
    words: tuple
    content: bytes
    terms: list[tuple]
    held_words: set[str]

    @property
    def contents(self) -> tuple:
        """Return the row of what is shown and what FTS5 must be told to forget, packed.

        Not packed before it is written: whoever writes in a thread of its own packs there too.
        """
        page_id, *columns = self.words
        analysed = json.dumps(columns, ensure_ascii=False).encode()
        return page_id, zlib.compress(self.content, 1), zlib.compress(analysed, 1)


def rows_of(entry: Entry, *, version: int) -> Rows:
    """Return the rows of an entry."""
    analyser = analysis.analyser_for(entry.language)
    title_words = analysis.words_of(entry.title)
    body_words = analysis.words_of(f"{entry.summary}\n{entry.text}")
    title, body = analyser.file(title_words), analyser.file(body_words)
    columns = (title.words, body.words, title.lemmas, body.lemmas)
    return Rows(
        statement=(
            entry.page_id,
            version,
            entry.fingerprint,
            entry.site_id,
            entry.date.toordinal(),
            entry.date.year,
        ),
        words=(entry.page_id, *columns),
        content=entry.content,
        terms=[("category", entry.page_id, label.slug) for label in entry.categories]
        + [("topic", entry.page_id, label.slug) for label in entry.topics],
        held_words={*title_words, *body_words},
    )


def insert(connection: sqlite3.Connection, rows: Sequence[Rows]) -> None:
    """Write the rows of entries that the index does not have, all but their spellings."""
    many = connection.executemany
    many("INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?)", (one.statement for one in rows))
    many(
        "INSERT INTO words (rowid, title, body, title_lemmas, body_lemmas) VALUES (?, ?, ?, ?, ?)",
        (one.words for one in rows),
    )
    many("INSERT INTO contents VALUES (?, ?, ?)", (one.contents for one in rows))
    many(
        "INSERT OR IGNORE INTO terms VALUES (?, ?, ?)",
        chain.from_iterable(one.terms for one in rows),
    )

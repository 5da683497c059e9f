"""Writes to the embedded index.

Every write carries a version; a late one changes nothing.
"""

import sqlite3
from collections.abc import Sequence
from itertools import chain

from search.engines.embedded import spelling
from search.engines.embedded.documents import Rows, read_analysed, rows_for
from search.engines.entries import Entry


def upsert(connection: sqlite3.Connection, entry: Entry, *, version: int) -> None:
    """Write an entry, replacing what the index has of the page."""
    if _is_late(connection, entry.page_id, version=version):
        return
    _remove(connection, entry.page_id)
    connection.execute("DELETE FROM deletions WHERE id = ?", (entry.page_id,))
    rows = rows_for(entry, version=version)
    insert(connection, [rows])
    spelling.insert(connection, spelling.correctable_words(rows.vocabulary))


def delete(connection: sqlite3.Connection, page_id: int, *, version: int) -> None:
    """Delete a page, and store the version so that an older write cannot restore it."""
    if _is_late(connection, page_id, version=version):
        return
    _remove(connection, page_id)
    connection.execute("INSERT OR REPLACE INTO deletions VALUES (?, ?)", (page_id, version))


def insert(connection: sqlite3.Connection, rows: Sequence[Rows]) -> None:
    """Write the rows of entries that are not in the index, except their spellings."""
    many = connection.executemany
    many("INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?)", (each.statement for each in rows))
    many(
        "INSERT INTO words (rowid, title, body, title_lemmas, body_lemmas) VALUES (?, ?, ?, ?, ?)",
        (each.words for each in rows),
    )
    many("INSERT INTO contents VALUES (?, ?, ?)", (each.contents for each in rows))
    many(
        "INSERT OR IGNORE INTO terms VALUES (?, ?, ?)",
        chain.from_iterable(each.terms for each in rows),
    )


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


def _remove(connection: sqlite3.Connection, page_id: int) -> None:
    """Delete a statement from every table."""
    row = connection.execute("SELECT analysed FROM contents WHERE id = ?", (page_id,)).fetchone()
    if row is not None:
        # A contentless FTS5 table stores no copy of the words: a deletion must state them.
        connection.execute(
            "INSERT INTO words (words, rowid, title, body, title_lemmas, body_lemmas)"
            " VALUES ('delete', ?, ?, ?, ?, ?)",
            (page_id, *read_analysed(row[0])),
        )
    connection.execute("DELETE FROM contents WHERE id = ?", (page_id,))
    connection.execute("DELETE FROM statements WHERE id = ?", (page_id,))
    for kind in ("category", "topic"):
        connection.execute("DELETE FROM terms WHERE kind = ? AND statement = ?", (kind, page_id))

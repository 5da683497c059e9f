"""How is an entry written into the embedded index, and taken out again?

Every write carries a version; one that comes too late changes nothing.
"""

import json
import sqlite3
import zlib
from dataclasses import asdict

from search import analysis
from search.documents import Entry
from search.engines import spelling


def _packed(value) -> bytes:
    return zlib.compress(json.dumps(value, default=str, ensure_ascii=False).encode(), 1)


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
    """Take a statement out of every table, if it is there."""
    row = connection.execute("SELECT analysed FROM contents WHERE id = ?", (page_id,)).fetchone()
    if row is not None:
        # FTS5 keeps no copy of the words here, so it must be told which ones to forget.
        connection.execute(
            "INSERT INTO words (words, rowid, title, body, title_lemmas, body_lemmas)"
            " VALUES ('delete', ?, ?, ?, ?, ?)",
            (page_id, *json.loads(zlib.decompress(row[0]))),
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


def upsert(
    connection: sqlite3.Connection,
    entry: Entry,
    *,
    version: int,
    known_words: set[str] | None = None,
) -> None:
    """Write an entry in place of what the index has. `known_words` speeds up a rebuild."""
    if _is_late(connection, entry.page_id, version=version):
        return
    _remove(connection, entry.page_id)
    connection.execute("DELETE FROM deletions WHERE id = ?", (entry.page_id,))
    analyser = analysis.analyser_for(entry.language)
    title = analyser.analyse(entry.title)
    body_text = f"{entry.summary}\n{entry.text}"
    body = analyser.analyse(body_text)
    columns = (title.words, body.words, title.lemmas, body.lemmas)
    connection.execute(
        "INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?)",
        (
            entry.page_id,
            version,
            entry.fingerprint,
            entry.site_id,
            entry.date.toordinal(),
            entry.date.year,
        ),
    )
    connection.execute(
        "INSERT INTO words (rowid, title, body, title_lemmas, body_lemmas) VALUES (?, ?, ?, ?, ?)",
        (entry.page_id, *columns),
    )
    connection.execute(
        "INSERT INTO contents VALUES (?, ?, ?)",
        (entry.page_id, _packed(asdict(entry)), _packed(columns)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO terms VALUES (?, ?, ?)",
        [("category", entry.page_id, label.slug) for label in entry.categories]
        + [("topic", entry.page_id, label.slug) for label in entry.topics],
    )
    spelling.learn(connection, f"{entry.title}\n{body_text}", known_words=known_words)

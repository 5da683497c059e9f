"""How does search work with nothing installed? SQLite's FTS5 in files of our own.

Whatever the main database is, the index lies in a file beside it: saving a page never waits for it,
and it can be deleted and rebuilt at any time.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from search import analysis
from search.documents import Entry
from search.engines import embedded_one, spelling
from search.engines.base import (
    FACETS,
    IndexStatus,
    Query,
    Results,
    Scored,
    Spelling,
    Stored,
    Together,
    Typed,
)
from search.engines.behind import Behind
from search.engines.embedded_queries import Asked
from search.engines.embedded_together import titled, together
from search.engines.embedded_writes import Rows, delete, insert, rows_of, upsert
from search.engines.sidecar import Sidecar, transaction, translated_errors

BATCH = 500


class EmbeddedEngine:
    """FTS5 tables in one SQLite file for each language."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.sidecar = Sidecar(folder)

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query; an index that does not exist yet holds nothing."""
        with self.sidecar.reading(query.language) as connection:
            if connection is None:
                return Results(total=0, hits=(), facets=dict.fromkeys(FACETS, ()))
            asked = Asked(query)
            return Results(
                total=asked.total(connection),
                hits=tuple(asked.hits(connection)) if query.limit else (),
                facets=asked.facets(connection) if facets else {},
            )

    def search_together(self, queries: tuple[Query, ...], *, facets: bool = False) -> Together:
        """Answer the queries of several languages in one order."""
        with contextlib.ExitStack() as stack:
            opened = {
                query.language: stack.enter_context(self.sidecar.reading(query.language))
                for query in queries
            }
            return together(queries, connections=opened, facets=facets)

    def titled(self, typed: Typed) -> tuple[int, ...]:
        """Return pages whose titles hold what is typed so far, the newest first."""
        with self.sidecar.reading(typed.language) as connection:
            return () if connection is None else titled(connection, typed)

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write and delete in one transaction; makes an empty index where there is none."""
        if not self.generation(language):
            self.begin_rebuild(language, version=0).swap()
        with self.sidecar.writing(language) as connection:
            if connection is None:
                return
            for page_id in deletions:
                delete(connection, page_id, version=version)
            for entry in upserts:
                upsert(connection, entry, version=version)

    def stored(self, language: str) -> Iterator[Stored]:
        """Yield what the index holds, in the order of page ids, a batch for each transaction."""
        after = -1
        while True:
            with self.sidecar.reading(language) as connection:
                rows = [] if connection is None else _rows_after(connection, after)
            for row in rows:
                yield Stored(page_id=row[0], version=row[1], fingerprint=row[2])
            if len(rows) < BATCH:
                return
            after = rows[-1][0]

    def begin_rebuild(self, language: str, *, version: int) -> "EmbeddedRebuild":
        """Start a new file beside the one in use."""
        return EmbeddedRebuild(self.sidecar, language=language, version=version)

    def generation(self, language: str) -> str:
        """Return the name of the file that answers, empty when there is none."""
        generation = self.sidecar.generation(language)
        return generation if generation and self.sidecar.path(generation).exists() else ""

    def status(self, language: str) -> IndexStatus:
        """Return how the file is."""
        generation = self.generation(language)
        with self.sidecar.reading(language) as connection:
            if connection is None:
                return IndexStatus(
                    language=language,
                    analysis="",
                    statements=0,
                    newest_version=0,
                    generation="",
                    bytes=0,
                )
            about = dict(connection.execute("SELECT key, value FROM about"))
            count = connection.execute("SELECT count(*) FROM statements").fetchone()[0]
            newest = connection.execute(
                "SELECT max(coalesce((SELECT max(version) FROM statements), 0),"
                " coalesce((SELECT max(version) FROM deletions), 0))"
            ).fetchone()[0]
        return IndexStatus(
            language=language,
            analysis=about.get("analysis", ""),
            statements=count,
            newest_version=newest,
            generation=generation,
            bytes=self.sidecar.path(generation).stat().st_size,
        )

    def held(self, language: str, page_id: int) -> Stored | None:
        """Return what the index holds of one page."""
        with self.sidecar.reading(language) as connection:
            return None if connection is None else embedded_one.held(connection, page_id)

    def scored(self, query: Query, page_id: int) -> Scored | None:
        """Return how a page stands among all that a query hits; None where it is not hit."""
        with self.sidecar.reading(query.language) as connection:
            return None if connection is None else embedded_one.scored(connection, query, page_id)

    def spellings(self, language: str, word: str) -> list[Spelling]:
        """Return words of the index within one letter of `word`, and `word` if it is there."""
        with self.sidecar.reading(language) as connection:
            return [] if connection is None else spelling.near(connection, word)


class EmbeddedRebuild:
    """A new file, until it takes the place of the one in use.

    Entries are analysed by whoever adds them, and written in a thread meanwhile.
    """

    def __init__(self, sidecar: Sidecar, *, language: str, version: int) -> None:
        self._sidecar = sidecar
        self._language = language
        self.generation = f"archive-{language}-{version}-{time.time_ns():x}.sqlite3"
        self._known_words: set[str] = set()
        self._connection = sidecar.create(
            self.generation, about={"analysis": analysis.version(language)}
        )
        self._behind = Behind()

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries in one transaction; each page may come once."""
        rows = [rows_of(one, version=version, known_words=self._known_words) for one in entries]
        with translated_errors():
            self._behind.do(lambda: self._write(rows))

    def _write(self, rows: list[Rows]) -> None:
        with transaction(self._connection):
            insert(self._connection, rows)

    def finish(self) -> None:
        """Wait until everything added is written; raises what went wrong with it."""
        with translated_errors():
            self._behind.wait()

    def swap(self) -> None:
        """Merge the index's parts for fast reading, then let it answer."""
        self.finish()
        self._behind.close()
        with translated_errors():
            self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()
        self._sidecar.use(self._language, self.generation)

    def abandon(self) -> None:
        """Delete the new file."""
        self._behind.close()
        self._connection.close()
        self._sidecar.remove(self.generation)


def _rows_after(connection: sqlite3.Connection, page_id: int) -> list[tuple]:
    return connection.execute(
        "SELECT id, version, fingerprint FROM statements WHERE id > ? ORDER BY id LIMIT ?",
        (page_id, BATCH),
    ).fetchall()

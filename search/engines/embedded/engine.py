"""How does search work with nothing installed? SQLite's FTS5 in files of our own.

Whatever the main database is, the index lies in a file beside it: saving a page never waits for it,
and it can be deleted and rebuilt at any time.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.engines import spelling
from search.engines.base import (
    FACETS,
    DamagedIndexError,
    IndexStatus,
    Query,
    Results,
    Scored,
    Spelling,
    Stored,
    Together,
    Typed,
)
from search.engines.embedded import single_statement
from search.engines.embedded.index_files import Sidecar
from search.engines.embedded.mixed_languages import titled, together
from search.engines.embedded.queries import Asked
from search.engines.embedded.rebuild import EmbeddedRebuild
from search.engines.embedded.writes import delete, upsert
from search.indexing.documents import Entry

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

    def begin_rebuild(self, language: str, *, version: int) -> EmbeddedRebuild:
        """Start a new file beside the one in use."""
        return EmbeddedRebuild(self.sidecar, language=language, version=version)

    def generation(self, language: str) -> str:
        """Return the name of the file that answers, empty when there is none."""
        generation = self.sidecar.generation(language)
        return generation if generation and self.sidecar.path(generation).exists() else ""

    def status(self, language: str) -> IndexStatus:
        """Return how the file is."""
        generation = self.generation(language)
        if self.sidecar.is_damaged(language):
            raise DamagedIndexError(f"{generation}: a search met damage in it")
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
            return None if connection is None else single_statement.held(connection, page_id)

    def scored(self, query: Query, page_id: int) -> Scored | None:
        """Return how a page stands among all that a query hits; None where it is not hit."""
        with self.sidecar.reading(query.language) as connection:
            return (
                None if connection is None else single_statement.scored(connection, query, page_id)
            )

    def spellings(self, language: str, word: str) -> list[Spelling]:
        """Return words of the index within one letter of `word`, and `word` if it is there."""
        with self.sidecar.reading(language) as connection:
            return [] if connection is None else spelling.near(connection, word)


def _rows_after(connection: sqlite3.Connection, page_id: int) -> list[tuple]:
    return connection.execute(
        "SELECT id, version, fingerprint FROM statements WHERE id > ? ORDER BY id LIMIT ?",
        (page_id, BATCH),
    ).fetchall()

"""The embedded engine.

Its index is a file of its own, whatever the main database is: saving a page never waits for it,
and it can be deleted and rebuilt at any time.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from search.engines.base import (
    FACETS,
    DamagedIndexError,
    IndexedPage,
    IndexStatus,
    MixedLanguageResults,
    PageScore,
    Query,
    Results,
    SpellingCandidate,
    TitleQuery,
)
from search.engines.embedded import mixed_languages, single_statement, spelling, titles
from search.engines.embedded.indexes import IndexFiles
from search.engines.embedded.queries import SqlQuery
from search.engines.embedded.rebuild import EmbeddedRebuild
from search.engines.embedded.writes import delete, upsert
from search.engines.entries import Entry

BATCH = 500


def engine_from_settings() -> "EmbeddedEngine":
    """Return the engine as the settings configure it."""
    return EmbeddedEngine(Path(settings.SEARCH_FOLDER))


class EmbeddedEngine:
    """FTS5 tables in one SQLite file for each language."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.indexes = IndexFiles(folder)

    def close(self) -> None:
        """Close the connections of this thread."""
        self.indexes.close()

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query; a missing index has no matches."""
        with self.indexes.reading(query.language) as connection:
            if connection is None:
                return Results(total=0, hits=(), facets=dict.fromkeys(FACETS, ()))
            sql_query = SqlQuery(query)
            return Results(
                total=sql_query.total(connection),
                hits=tuple(sql_query.hits(connection)) if query.limit else (),
                facets=sql_query.facets(connection) if facets else {},
            )

    def search_mixed_languages(
        self, queries: tuple[Query, ...], *, facets: bool = False
    ) -> MixedLanguageResults:
        """Answer the queries of several languages with all hits in one order."""
        with contextlib.ExitStack() as stack:
            connections = {
                query.language: stack.enter_context(self.indexes.reading(query.language))
                for query in queries
            }
            return mixed_languages.search_mixed_languages(
                queries, connections=connections, facets=facets
            )

    def search_titles(self, query: TitleQuery) -> tuple[int, ...]:
        """Return the pages whose titles match an unfinished line, the newest first."""
        with self.indexes.reading(query.language) as connection:
            return () if connection is None else titles.search_titles(connection, query)

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write and delete in one transaction; creates an empty index where there is none."""
        if not self.generation(language):
            self.begin_rebuild(language, version=0).swap_if_none()
        with self.indexes.writing(language) as connection:
            if connection is None:
                return
            for page_id in deletions:
                delete(connection, page_id, version=version)
            for entry in upserts:
                upsert(connection, entry, version=version)

    def indexed_pages(self, language: str) -> Iterator[IndexedPage]:
        """Yield all pages of the index in the order of their ids, each batch in a transaction."""
        after = -1
        while True:
            with self.indexes.reading(language) as connection:
                rows = [] if connection is None else _rows_after(connection, after)
            for row in rows:
                yield IndexedPage(page_id=row[0], version=row[1], fingerprint=row[2])
            if len(rows) < BATCH:
                return
            after = rows[-1][0]

    def indexed_page(self, language: str, page_id: int) -> IndexedPage | None:
        """Return one page of the index; None where it is not indexed."""
        with self.indexes.reading(language) as connection:
            if connection is None:
                return None
            return single_statement.indexed_page(connection, page_id)

    def page_score(self, query: Query, page_id: int) -> PageScore | None:
        """Return the score of one page, whatever the query's sort; None where it does not match."""
        with self.indexes.reading(query.language) as connection:
            if connection is None:
                return None
            return single_statement.page_score(connection, query, page_id)

    def spelling_candidates(self, language: str, word: str) -> list[SpellingCandidate]:
        """Return words of public statements at most one letter from `word`, itself included."""
        with self.indexes.reading(language) as connection:
            return [] if connection is None else spelling.candidates(connection, word)

    def begin_rebuild(self, language: str, *, version: int) -> EmbeddedRebuild:
        """Start a new file; the current one still answers and receives writes."""
        return EmbeddedRebuild(self.indexes, language=language, version=version)

    def generation(self, language: str) -> str:
        """Return the name of the current file, empty where there is none."""
        return self.indexes.generation(language)

    def status(self, language: str) -> IndexStatus:
        """Return the state of the index; raises DamagedIndexError for one known to be damaged."""
        generation = self.generation(language)
        if self.indexes.is_damaged(language):
            raise DamagedIndexError(f"{generation}: a search met damage in it")
        with self.indexes.reading(language) as connection:
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
            bytes=self.indexes.path(generation).stat().st_size,
        )


def _rows_after(connection: sqlite3.Connection, page_id: int) -> list[tuple[int, int, str]]:
    return connection.execute(
        "SELECT id, version, fingerprint FROM statements WHERE id > ? ORDER BY id LIMIT ?",
        (page_id, BATCH),
    ).fetchall()

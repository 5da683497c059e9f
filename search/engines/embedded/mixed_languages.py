"""Mixed-language search: the ranked results of several files, merged into one order."""

import sqlite3
from collections.abc import Callable, Mapping

from search.engines.base import FACETS, FacetCount, MixedLanguageResults, Query
from search.engines.embedded.queries import Ranked, SqlQuery


def search_mixed_languages(
    queries: tuple[Query, ...],
    *,
    connections: Mapping[str, sqlite3.Connection | None],
    facets: bool,
) -> MixedLanguageResults:
    """Merge the ranked matches of each language up to the requested page.

    Of the hits before that page only ids are read. SQLite ranks all matches for any page, so a deep
    page costs no more than in one language.
    """
    first = queries[0]
    sql_queries = {query.language: SqlQuery(query) for query in queries}
    ranked: list[tuple[str, Ranked]] = []
    totals: dict[str, int] = {}
    counts: dict[str, Mapping[str, tuple[FacetCount, ...]]] = {}
    for language, query in sql_queries.items():
        connection = connections[language]
        totals[language] = 0 if connection is None else query.total(connection)
        if facets:
            empty: dict[str, tuple[FacetCount, ...]] = dict.fromkeys(FACETS, ())
            counts[language] = empty if connection is None else query.facets(connection)
        if connection is not None and first.limit:
            rows = query.ranked(connection, limit=first.offset + first.limit)
            ranked += [(language, row) for row in rows]
    ranked.sort(key=_sort_key(first))
    hits = [
        sql_queries[language].hit(connection, row.page_id, score=row.score)
        for language, row in ranked[first.offset : first.offset + first.limit]
        if (connection := connections[language]) is not None
    ]
    return MixedLanguageResults(hits=tuple(hits), totals=totals, facets=counts)


def _sort_key(query: Query) -> Callable[[tuple[str, Ranked]], tuple[float, ...]]:
    """Return the sort key, the same as Elasticsearch's. Scores are 0 where the order is by date."""
    if query.sort == "oldest":
        return lambda item: (item[1].day, item[1].page_id)
    return lambda item: (-item[1].score, -item[1].day, -item[1].page_id)

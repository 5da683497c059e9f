"""How are the files of several languages asked as one, and titles while somebody types?"""

import sqlite3
from collections.abc import Mapping

from search.engines.base import FACETS, Query, Together, Typed
from search.engines.embedded.match_expressions import title_expression
from search.engines.embedded.queries import Asked

# Of all titles that match, those of the newest pages are sorted by date.
MOST_TITLES = 200


def together(
    queries: tuple[Query, ...],
    *,
    connections: Mapping[str, sqlite3.Connection | None],
    facets: bool,
) -> Together:
    """Merge the ranks of each language up to the page that was asked for.

    Only numbers are read of what lies before that page. SQLite ranks everything that matches for
    any page, so a deep page costs no more here than in one language.
    """
    first = queries[0]
    asked = {query.language: Asked(query) for query in queries}
    ranked: list[tuple[str, tuple[int, float, int]]] = []
    totals: dict[str, int] = {}
    counts: dict[str, dict] = {}
    for language, one in asked.items():
        connection = connections[language]
        totals[language] = 0 if connection is None else one.total(connection)
        if facets:
            empty = dict.fromkeys(FACETS, ())
            counts[language] = empty if connection is None else one.facets(connection)
        if connection is not None and first.limit:
            rows = one.ranked(connection, limit=first.offset + first.limit)
            ranked += [(language, row) for row in rows]
    ranked.sort(key=_order(first))
    hits = [
        asked[language].hit(connection, page_id, score=score)
        for language, (page_id, score, _day) in ranked[first.offset : first.offset + first.limit]
        if (connection := connections[language]) is not None
    ]
    return Together(hits=tuple(hits), totals=totals, facets=counts)


def _order(query: Query):
    """Return the key that Elasticsearch sorts by as well. Scores are 0 where dates decide."""
    if query.sort == "oldest":
        return lambda row: (row[1][2], row[1][0])
    return lambda row: (-row[1][1], -row[1][2], -row[1][0])


def titled(connection: sqlite3.Connection, typed: Typed) -> tuple[int, ...]:
    """Return pages whose titles hold what is typed so far, the newest first."""
    rows = connection.execute(
        "SELECT id FROM (SELECT s.id, s.day FROM words CROSS JOIN statements s"
        " ON s.id = words.rowid WHERE words MATCH :match"
        " AND (:site IS NULL OR s.site = :site) ORDER BY words.rowid DESC LIMIT :most)"
        " ORDER BY day DESC, id DESC LIMIT :limit",
        {
            "match": title_expression(typed),
            "site": typed.site_id,
            "most": MOST_TITLES,
            "limit": typed.limit,
        },
    )
    return tuple(row[0] for row in rows)

"""Completion of an unfinished line from titles."""

import sqlite3

from search.engines.base import TitleQuery
from search.engines.embedded.match_expressions import title_expression

# The newest pages among all matches, which are then sorted by date.
MAX_SORTED = 200


def search_titles(connection: sqlite3.Connection, query: TitleQuery) -> tuple[int, ...]:
    """Return the pages whose titles match an unfinished line, the newest first."""
    rows = connection.execute(
        "SELECT id FROM (SELECT s.id, s.day FROM words CROSS JOIN statements s"
        " ON s.id = words.rowid WHERE words MATCH :match"
        " AND (:site IS NULL OR s.site = :site) ORDER BY words.rowid DESC LIMIT :most)"
        " ORDER BY day DESC, id DESC LIMIT :limit",
        {
            "match": title_expression(query),
            "site": query.site_id,
            "most": MAX_SORTED,
            "limit": query.limit,
        },
    )
    return tuple(row[0] for row in rows)

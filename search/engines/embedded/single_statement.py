"""Lookups of one statement: its indexed version and its score for a query."""

import sqlite3

from search.engines.base import IndexedPage, PageScore, Query
from search.engines.embedded.queries import SqlQuery

TIE = 1e-9


def indexed_page(connection: sqlite3.Connection, page_id: int) -> IndexedPage | None:
    """Return the version and fingerprint of a page in the index; None where it is not indexed."""
    row = connection.execute(
        "SELECT id, version, fingerprint FROM statements WHERE id = ?", (page_id,)
    ).fetchone()
    return row and IndexedPage(page_id=row[0], version=row[1], fingerprint=row[2])


def page_score(connection: sqlite3.Connection, query: Query, page_id: int) -> PageScore | None:
    """Return the score of a page and how many pages score higher; None where it does not match."""
    values, sql = SqlQuery(query).scores()
    own = connection.execute(f"{sql} AND s.id = :page", {**values, "page": page_id}).fetchone()
    if own is None:
        return None
    higher = connection.execute(
        f"SELECT count(*) FROM ({sql}) WHERE score < :own - {TIE}",  # noqa: S608  (built of constants and placeholders)
        {**values, "own": own[0]},
    ).fetchone()[0]
    return PageScore(score=-own[0], higher=higher)

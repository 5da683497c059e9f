"""What does the embedded index know of one statement: what it holds, how high a query ranks it?"""

import sqlite3

from search.engines.base import Query, Scored, Stored
from search.engines.embedded.queries import Asked

TIE = 1e-9


def held(connection: sqlite3.Connection, page_id: int) -> Stored | None:
    """Return the version and fingerprint that the index has of a page."""
    row = connection.execute(
        "SELECT id, version, fingerprint FROM statements WHERE id = ?", (page_id,)
    ).fetchone()
    return row and Stored(page_id=row[0], version=row[1], fingerprint=row[2])


def scored(connection: sqlite3.Connection, query: Query, page_id: int) -> Scored | None:
    """Return the score of a page and how many pages score higher; None where it is not hit."""
    values, sql = Asked(query).scores()
    own = connection.execute(f"{sql} AND s.id = :page", {**values, "page": page_id}).fetchone()
    if own is None:
        return None
    higher = connection.execute(
        f"SELECT count(*) FROM ({sql}) WHERE score < :own - {TIE}",  # noqa: S608  (built of constants and placeholders)
        {**values, "own": own[0]},
    ).fetchone()[0]
    return Scored(score=-own[0], higher=higher)

"""What does the embedded index know of one statement: what it holds, how high a query ranks it?"""

from search.engines.base import Query, Scored, Stored
from search.engines.embedded_queries import Asked
from search.engines.sidecar import Sidecar

TIE = 1e-9


class AboutOneStatement:
    """The questions about one statement; a part of the engine."""

    sidecar: Sidecar

    def held(self, language: str, page_id: int) -> Stored | None:
        """Return the version and fingerprint that the index has of a page."""
        with self.sidecar.reading(language) as connection:
            if connection is None:
                return None
            row = connection.execute(
                "SELECT id, version, fingerprint FROM statements WHERE id = ?", (page_id,)
            ).fetchone()
        return row and Stored(page_id=row[0], version=row[1], fingerprint=row[2])

    def scored(self, query: Query, page_id: int) -> Scored | None:
        """Return the score of a page and how many pages score higher; None where it is not hit."""
        with self.sidecar.reading(query.language) as connection:
            if connection is None:
                return None
            asked = Asked(query)
            values, sql = asked.scores()
            own = connection.execute(f"{sql} AND s.id = :page", {**values, "page": page_id})
            row = own.fetchone()
            if row is None:
                return None
            higher = connection.execute(
                f"SELECT count(*) FROM ({sql}) WHERE score < :own - {TIE}",  # noqa: S608  (built of constants and placeholders)
                {**values, "own": row[0]},
            ).fetchone()[0]
        return Scored(score=-row[0], higher=higher)

"""The translation of a query into SQL, and of its answer into results."""

import datetime
import json
import math
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from search.engines.base import (
    FACETS,
    FIELD_WEIGHTS,
    RECENCY_BOOST,
    RECENCY_DAYS,
    DamagedIndexError,
    FacetCount,
    Hit,
    Query,
)
from search.engines.embedded.documents import Shown, read_analysed, read_shown
from search.engines.embedded.match_expressions import exclusion_expression, match_expression
from search.engines.entries import TermLabel
from search.language.analysis import AnalysedText


class Ranked(NamedTuple):
    """A match in the order of a query. `score` is 0 where the order is by date."""

    page_id: int
    score: float
    day: int


class SqlQuery:
    """A query as SQL: the condition of its words, and one for each of its filters."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.match = match_expression(query)
        self.values: dict[str, object] = {"match": self.match, "site": query.site_id}
        # CROSS JOIN prevents SQLite from scanning the statements and evaluating MATCH for each.
        self.source = (
            "words CROSS JOIN statements s ON s.id = words.rowid" if self.match else "statements s"
        )
        self.where = self._where()
        self.filters = self._filters()

    def _where(self) -> str:
        """Return the conditions that apply to every facet."""
        conditions = ["words MATCH :match"] if self.match else []
        if self.query.site_id is not None:
            conditions.append("s.site = :site")
        if self.query.only_pages is not None:
            # One value, however many pages: the number of placeholders is limited.
            self.values["only"] = json.dumps(self.query.only_pages)
            conditions.append("s.id IN (SELECT value FROM json_each(:only))")
        if excluded := exclusion_expression(self.query):
            self.values["excluded"] = excluded
            conditions.append("s.id NOT IN (SELECT rowid FROM words WHERE words MATCH :excluded)")
        filters = self.query.filters
        for name, sign, date in (
            ("from", ">=", filters.date_from),
            ("to", "<=", filters.date_to),
        ):
            if date is not None:
                self.values[name] = date.toordinal()
                conditions.append(f"s.day {sign} :{name}")
        return " AND ".join(conditions) or "1"

    def _filters(self) -> dict[str, str]:
        """Return a condition for each facet that the query filters by."""
        chosen = self.query.filters
        conditions = {}
        for kind, slugs in (("category", chosen.categories), ("topic", chosen.topics)):
            if slugs:
                places = self._places(kind, slugs)
                conditions[kind] = (
                    "EXISTS (SELECT 1 FROM terms t WHERE "  # noqa: S608  (only placeholders are put in)
                    f"t.kind = '{kind}' AND t.statement = s.id AND t.slug IN ({places}))"
                )
        if chosen.years:
            conditions["year"] = f"s.year IN ({self._places('year', chosen.years)})"
        return conditions

    def _places(self, kind: str, values: tuple[object, ...]) -> str:
        self.values |= {f"{kind}{place}": value for place, value in enumerate(values)}
        return ", ".join(f":{kind}{place}" for place in range(len(values)))

    def _filtered(self, *, ignoring: str = "") -> str:
        conditions = (sql for facet, sql in self.filters.items() if facet != ignoring)
        return " AND ".join(["1", *conditions])

    def total(self, connection: sqlite3.Connection) -> int:
        """Return the number of matches, filters included."""
        sql = f"SELECT count(*) FROM {self.source} WHERE {self.where} AND {self._filtered()}"  # noqa: S608  (built above, of constants and placeholders)
        return int(connection.execute(sql, self.values).fetchone()[0])

    def facets(self, connection: sqlite3.Connection) -> dict[str, tuple[FacetCount, ...]]:
        """Return the counts of each facet among the matches of the words and the other filters."""
        parts = [
            f"SELECT '{kind}', t.slug, count(*) FROM matching s CROSS JOIN terms t"  # noqa: S608  (as above)
            f" ON t.kind = '{kind}' AND t.statement = s.id"
            f" WHERE {self._filtered(ignoring=kind)} GROUP BY t.slug"
            for kind in ("category", "topic")
        ]
        parts.append(
            "SELECT 'year', s.year, count(*) FROM matching s"  # noqa: S608  (as above)
            f" WHERE {self._filtered(ignoring='year')} GROUP BY s.year"
        )
        sql = (
            f"WITH matching AS MATERIALIZED (SELECT s.id, s.year FROM {self.source}"  # noqa: S608  (as above)
            f" WHERE {self.where}) {' UNION ALL '.join(parts)}"
        )
        counts: dict[str, list[FacetCount]] = {name: [] for name in FACETS}
        for kind, value, count in connection.execute(sql, self.values):
            counts[kind].append(FacetCount(value=str(value), count=count))
        for kind in ("category", "topic"):
            counts[kind].sort(key=lambda facet: (-facet.count, facet.value))
        counts["year"].sort(key=lambda facet: facet.value, reverse=True)
        return {kind: tuple(values) for kind, values in counts.items()}

    def hits(self, connection: sqlite3.Connection) -> Iterator[Hit]:
        """Yield the hits of the requested page, in order."""
        rows = self.ranked(connection, limit=self.query.limit, offset=self.query.offset)
        for row in rows:
            yield self.hit(connection, row.page_id, score=row.score)

    def ranked(
        self, connection: sqlite3.Connection, *, limit: int, offset: int = 0
    ) -> list[Ranked]:
        """Return the matches in order, without their content."""
        by_score = self.match and self.query.sort == "relevance"
        order = {
            "relevance": "score, s.day DESC, s.id DESC" if by_score else "s.day DESC, s.id DESC",
            "newest": "s.day DESC, s.id DESC",
            "oldest": "s.day, s.id",
        }[self.query.sort]
        sql = (
            f"SELECT s.id, {self._score() if by_score else '0.0'} AS score, s.day"  # noqa: S608  (as above)
            f" FROM {self.source} WHERE {self.where} AND {self._filtered()} ORDER BY {order}"
            " LIMIT :limit OFFSET :offset"
        )
        values = {**self.values, "limit": limit, "offset": offset}
        rows = connection.execute(sql, values).fetchall()
        return [Ranked(page_id, -score, day) for page_id, score, day in rows]

    def hit(self, connection: sqlite3.Connection, page_id: int, *, score: float) -> Hit:
        """Return one hit with its content; raises DamagedIndexError where that is missing."""
        contents = connection.execute(
            "SELECT shown, analysed FROM contents WHERE id = ?", (page_id,)
        ).fetchone()
        if contents is None:
            raise DamagedIndexError(f"nothing is kept of page {page_id}")
        shown, analysed = read_shown(contents[0]), read_analysed(contents[1])
        return _hit(page_id, score, self.query.language, shown=shown, analysed=analysed)

    def scores(self) -> tuple[dict[str, object], str]:
        """Return values and SQL that select the scores of all matches; lower is better."""
        score = self._score() if self.match else "0.0"
        sql = (
            f"SELECT {score} AS score FROM {self.source} WHERE {self.where} AND {self._filtered()}"  # noqa: S608  (as above)
        )
        return self.values, sql

    def _score(self) -> str:
        weights = ", ".join(map(str, FIELD_WEIGHTS))
        score = f"bm25(words, {weights})"
        if not self.query.recency:
            return score
        self.values["today"] = self.query.today.toordinal()
        age = f"abs(:today - s.day) / {RECENCY_DAYS}"
        return f"{score} * (1.0 + {RECENCY_BOOST} * exp(-{math.log(2)} * {age}))"


def _hit(page_id: int, score: float, language: str, *, shown: Shown, analysed: list[str]) -> Hit:
    title_words, body_words, title_lemmas, body_lemmas = analysed
    return Hit(
        page_id=page_id,
        score=score,
        title=shown["title"],
        summary=shown["summary"],
        text=shown["text"],
        date=datetime.date.fromisoformat(shown["date"]),
        language=language,
        analysed_title=AnalysedText(words=title_words, lemmas=title_lemmas),
        analysed_body=AnalysedText(words=body_words, lemmas=body_lemmas),
        categories=tuple(TermLabel(**label) for label in shown["categories"]),
        topics=tuple(TermLabel(**label) for label in shown["topics"]),
    )

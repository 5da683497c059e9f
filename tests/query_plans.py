"""The plans that SQLite makes for queries."""

from collections.abc import Sequence

from django.db import connection


def sqlite_plan(sql: str, parameters: Sequence[object] | None = None) -> list[tuple[int, str]]:
    """Return the steps of the plan of a query, each with the number of its parent."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, parameters)
        return [(row[1], row[3]) for row in cursor.fetchall()]

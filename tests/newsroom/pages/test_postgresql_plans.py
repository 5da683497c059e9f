"""Tests that public pages do not read whole tables on PostgreSQL.

PostgreSQL plans by statistics, and prefers to read a small table as a whole. So the tests tell it
that the tables have sixty times as many rows of the same kind, 100,000 pages.
"""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.counting import upkeep
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import Category, NewsIndexPage, Topic
from tests.newsroom.pages.test_query_plans import (  # noqa: F401  (fixtures)
    FIRST,
    LARGE_TABLES,
    addresses,
    archive,
    common_terms,
    make_large,
)

pytestmark = pytest.mark.postgresql

ENLARGE = """
UPDATE pg_class SET reltuples = reltuples * 60
FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND pg_class.oid IN (indrelid, indexrelid)
"""
# These need all rows below them before they return the first.
NEEDS_ALL = {"Sort", "Aggregate", "Hash", "Unique", "WindowAgg", "SetOp", "Materialize", "Memoize"}


def whole_reads(node: dict, *, stops_early: bool = False) -> Iterator[str]:
    """Yield the steps of a plan that read a large table, or an index of it, from end to end.

    `stops_early` says that a limit ends the reading once there are enough rows.
    """
    kind = node["Node Type"]
    is_whole = "Index Cond" not in node and "Recheck Cond" not in node and not stops_early
    if node.get("Relation Name") in LARGE_TABLES and is_whole:
        yield f"{kind} on {node['Relation Name']}"
    for child in node.get("Plans", []):
        # The inner side of a nested loop is read once for each row of the outer one.
        is_inner = kind == "Nested Loop" and child["Parent Relationship"] == "Inner"
        early = kind == "Limit" or (stops_early and kind not in NEEDS_ALL and not is_inner)
        yield from whole_reads(child, stops_early=early)


def add_many(index: NewsIndexPage) -> None:
    """Publish fifteen hundred statements of three a day."""
    categories = [*Category.objects.filter(statements__in=index.get_children()).distinct()]
    topics = [*Topic.objects.filter(site=categories[0].site, locale=index.locale)]
    create_statements(
        index,
        (
            StatementRow(
                title=f"Many {number}",
                date=(FIRST + datetime.timedelta(days=number // 3)).date(),
                body=[{"type": "paragraph", "value": "<p>Words.</p>", "id": str(number)}],
                categories=[categories[number % len(categories)].pk],
                topics=[topics[number % len(topics)].pk],
                first_published_at=FIRST + datetime.timedelta(days=number // 3),
            )
            for number in range(1_500)
        ),
    )


def enlarge() -> None:
    """Let PostgreSQL plan as for tables with sixty times as many rows."""
    with connection.cursor() as cursor:
        for table in LARGE_TABLES:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(ENLARGE, [[*LARGE_TABLES]])


def plan_of(sql: str) -> dict:
    """Return the plan that PostgreSQL makes."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        return cursor.fetchone()[0][0]["Plan"]


@pytest.mark.parametrize("size", ["small", "large"])
def test_public_pages_read_no_whole_table(archive, client, language, size):  # noqa: F811
    """Of an office that has few of all statements, and of one that has nearly all.

    In the latter, a combination of filters is counted by reading the statements of each filter.
    """
    index = archive.indexes[language]
    if size == "small":
        index = NewsIndexPage.objects.exclude(pk=index.pk).filter(locale=index.locale).get()
    add_many(index)
    if size == "large":
        make_large(archive)
        upkeep.count_changes()
        upkeep.reconcile()
    enlarge()
    wrong = {}
    for address in addresses(archive, language=language):
        if size == "large" and ("category=" in address or "include=" in address):
            continue
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        for query in queries.captured_queries:
            is_select = query["sql"].startswith("SELECT")
            if is_select and (steps := list(whole_reads(plan_of(query["sql"])))):
                wrong[address, query["sql"]] = steps
    assert wrong == {}


@pytest.mark.parametrize(
    ("sql", "is_whole"),
    [
        ("SELECT * FROM wagtailcore_page WHERE title = 'x'", True),
        ("SELECT * FROM wagtailcore_page WHERE id = 1", False),
        ("SELECT * FROM wagtailcore_page ORDER BY id LIMIT 3", False),
        ("SELECT * FROM wagtailcore_page ORDER BY title LIMIT 3", True),
        ("SELECT count(*) FROM wagtailcore_page", True),
    ],
)
def test_the_plan_reader_knows_a_whole_table_read(archive, sql, is_whole):  # noqa: F811
    enlarge()
    assert bool(list(whole_reads(plan_of(sql)))) is is_whole

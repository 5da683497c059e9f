"""Tests that public pages do not read other offices' pages, nor all of their own.

SQLite chooses plans without row counts, so a small archive has the same plans as a large one.
"""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Topic
from newsroom.models.pages import LARGE_INDEX
from newsroom.pages import listing
from tests.factories import make_office, make_statement
from tests.query_plans import sqlite_plan

LARGE_TABLES = {
    "wagtailcore_page",
    "newsroom_articlepage",
    "newsroom_articlepage_categories",
    "newsroom_articletopic",
}
# Conditions that match a large part of all rows: half of an installation's pages are in a language,
# and nearly all are statements and live.
UNSELECTIVE = ("locale_id=?",)
# Reading the newest rows of a large index in the order of a date, which stops early.
IN_ORDER = re.compile(r"\((date|first_published_at)>\?\)")
FIRST = datetime.datetime(2010, 1, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def archive(office):
    """Forty statements in each language of two offices, three a day, with one draft each."""
    second = make_office(
        hostname="second.example", is_default=False, name_en="Second", name_cy="Ail"
    )
    for each in (office, second):
        for code in ("en", "cy"):
            index, categories = each.indexes[code], each.categories[code]
            topics = [
                Topic.objects.create(site=each.site, locale=index.locale, name=name, slug=name)
                for name in ("rivers", "schools")
            ]
            rows = [
                StatementRow(
                    title=f"{code} {number}",
                    date=(FIRST + datetime.timedelta(days=number // 3)).date(),
                    body=[{"type": "paragraph", "value": "<p>Words.</p>", "id": str(number)}],
                    categories=[categories[number % 3].pk],
                    topics=[topics[number % 2].pk],
                    # Some have the same moment.
                    first_published_at=FIRST + datetime.timedelta(days=number // 2),
                    last_published_at=FIRST + datetime.timedelta(days=number // 2),
                )
                for number in range(40)
            ]
            create_statements(index, rows)
            make_statement(each, language=code, title="Draft", live=False)
            undated = make_statement(each, language=code, title="Without a first publication")
            Page.objects.filter(pk=undated.pk).update(first_published_at=None)
    return office


def addresses(office, *, language: str) -> list[str]:
    index = office.indexes[language].url
    category = office.categories[language][0].slug
    statement = ArticlePage.objects.child_of(office.indexes[language]).order_by("pk")[20]
    prefix = "/cy" if language == "cy" else ""
    return [
        office.homes[language].url,
        index,
        f"{index}?page=2",
        f"{index}?category={category}&year=2010",
        f"{index}?topic=rivers&category={category}",
        f"{index}?include=untranslated",
        statement.url,
        f"{index}rss.xml",
        f"{prefix}/chwilio/" if language == "cy" else "/search/",
        "/sitemap.xml",
        f"/sitemap-{language}-1.xml",
    ]


@pytest.fixture(autouse=True)
def common_terms(monkeypatch):
    """Terms of a few statements count as common ones in a large index."""
    monkeypatch.setattr(listing, "RARE", 10_000)


def make_large(office) -> None:
    """Store in the indexes a number of children as in a large archive."""
    for index in office.indexes.values():
        Page.objects.filter(pk=index.pk).update(numchild=LARGE_INDEX + 1)


def reads_too_much(sql: str, plan: list[tuple[int, str]]) -> list[str]:
    """Return the steps of a query plan that read a whole large table.

    Each step is given with its parent's number.
    """
    names = {alias: table for table, alias in re.findall(r'(?:FROM|JOIN) "(\w+)" (\w+)', sql)}
    found = []
    for parent, step in plan:
        kind, name, *_ = [*step.split(), ""]  # such as "UNION ALL" or "LEFT"
        if kind not in ("SCAN", "SEARCH") or names.get(name, name) not in LARGE_TABLES:
            continue
        if kind == "SCAN" or any(f"({each})" in step for each in UNSELECTIVE):
            found.append(step)
        if IN_ORDER.search(step) and (parent, "USE TEMP B-TREE FOR ORDER BY") in plan:
            found.append(f"{step}, sorts all")
    return found


@pytest.mark.any_database("reads SQLite's plans; PostgreSQL's are read by test_postgresql_plans.py")
@pytest.mark.parametrize("size", ["small", "large"])
def test_public_pages_read_only_their_own(archive, client, language, size):
    if size == "large":
        make_large(archive)
    wrong = {}
    for address in addresses(archive, language=language):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        for query in queries.captured_queries:
            if not query["sql"].startswith("SELECT"):
                continue
            steps = reads_too_much(query["sql"], sqlite_plan(query["sql"]))
            if size == "small" and re.search(r'path" LIKE', query["sql"]):
                steps.append("matches the beginning of a path with LIKE")
            if steps:
                wrong[address, query["sql"]] = steps
    assert wrong == {}


def test_a_large_index_shows_what_a_small_one_shows(archive, client, language, settings):
    def answers() -> dict[str, bytes]:
        return {
            address: client.get(address).content
            for address in addresses(archive, language=language)
        }

    small = answers()
    make_large(archive)

    assert answers() == small


@pytest.mark.parametrize(
    "step", ["SCAN V1", "SEARCH V1 USING INDEX x (locale_id=?)", "SCAN V1 USING COVERING INDEX x"]
)
def test_the_plan_reader_knows_a_whole_table_read(step):
    sql = 'SELECT 1 FROM "home_homepage" V0 INNER JOIN "wagtailcore_page" V1 ON (V0.x = V1.x)'

    assert reads_too_much(sql, [(0, step)]) == [step]
    assert reads_too_much(sql, [(0, step.replace("V1", "V0"))]) == []


@pytest.mark.any_database("reads SQLite's plans")
def test_a_feed_of_a_large_index_reads_the_newest_statements_of_that_index(
    archive, client, language
):
    """Those of other indexes are not read, though all were published later."""
    make_large(archive)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{archive.indexes[language].url}rss.xml").status_code == 200
    newest = [row["sql"] for row in queries.captured_queries if "LIMIT 30" in row["sql"]]
    assert len(newest) == 1
    _parent, first = sqlite_plan(newest[0])[0]

    assert "newsroom_page_published (<expr>=? AND first_published_at>?)" in first

"""The categories of the home page and their newest statements."""

import datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.caching.request_state import clear_values, set_site_state
from newsroom.caching.state_token import current_for_site
from newsroom.counting import upkeep
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Category
from newsroom.pages import highlights
from newsroom.pages.highlights import by_category
from tests.factories import make_statement
from tests.property_tests import examples

FIRST = datetime.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def few_recent(monkeypatch):
    """Most categories have statements that are not among the newest."""
    monkeypatch.setattr(highlights, "RECENT", 4)
    highlights._recent_query.cache_clear()
    yield
    highlights._recent_query.cache_clear()


def eight_categories(office, language: str) -> list[Category]:
    index = office.indexes[language]
    Category.objects.filter(site=office.site).delete()
    return [
        Category.objects.create(
            site=office.site, locale=index.locale, name=name, slug=name, order=number
        )
        for number, name in enumerate("abcdefgh")
    ]


def add_statements(office, language: str, filings: list[tuple[int, list[Category]]]) -> None:
    """Create a statement for each day after the first, filed under some categories."""
    create_statements(
        office.indexes[language],
        [
            StatementRow(
                title=f"Statement {number}",
                date=FIRST + datetime.timedelta(days=day),
                body=[],
                categories=[category.pk for category in categories],
            )
            for number, (day, categories) in enumerate(filings)
        ],
    )


def shown(office, language: str) -> list[tuple[str, list[int]]]:
    """Return the categories of the home page, each with the keys of its statements."""
    request = RequestFactory().get("/")
    set_site_state(request, site=office.site, state=current_for_site(office.site.pk))
    index = type(office.indexes[language]).objects.get(pk=office.indexes[language].pk)
    groups = by_category(index, request=request)
    return [(group.category.slug, [page.pk for page in group.statements]) for group in groups]


def expected(office, language: str) -> list[tuple[str, list[int]]]:
    """Choose the categories by hand."""
    index = office.indexes[language]
    pages = list(ArticlePage.objects.child_of(index).filter(Q(live=True)).newest_first())
    filed = {
        category: [page for page in pages if category in page.categories.all()]
        for category in Category.objects.filter(site=office.site, locale=index.locale)
    }
    used = [category for category, found in filed.items() if found]
    full = [category for category in used if len(filed[category]) >= 2]
    eligible, number = (full, 6) if len(full) >= 6 else (used, 3)
    newest = sorted(eligible, key=lambda category: filed[category][0].date, reverse=True)[:number]
    return [
        (category.slug, [page.pk for page in filed[category][:3]])
        for category in used
        if category in newest
    ]


@pytest.mark.property
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    filings=st.lists(
        st.tuples(st.integers(0, 6), st.sets(st.integers(0, 7), max_size=3)), max_size=24
    ),
    stored=st.booleans(),
)
def test_the_newest_categories_and_statements_are_chosen(office, language, filings, stored):
    clear_values()
    ArticlePage.objects.child_of(office.indexes[language]).delete()
    categories = eight_categories(office, language)
    add_statements(
        office,
        language,
        [(day, [categories[number] for number in numbers]) for day, numbers in filings],
    )
    if stored:
        upkeep.count_changes()

    assert shown(office, language) == expected(office, language)


def test_the_categories_of_a_large_archive_are_not_counted(office, language):
    clear_values()
    categories = eight_categories(office, language)[:3]
    add_statements(office, language, [(day, categories) for day in range(10)])
    upkeep.count_changes()

    with CaptureQueriesContext(connection) as queries:
        groups = shown(office, language)

    assert [slug for slug, _pages in groups] == ["a", "b", "c"]
    assert [row["sql"] for row in queries if "GROUP BY" in row["sql"]] == []


def test_a_hidden_statement_is_not_shown(office, language):
    clear_values()
    categories = eight_categories(office, language)
    page = make_statement(office, language=language, categories=categories[:1], publish=True)
    upkeep.count_changes()
    assert shown(office, language) == [("a", [page.pk])]

    page.unpublish()

    assert shown(office, language) == []

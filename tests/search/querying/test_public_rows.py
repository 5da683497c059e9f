"""The cached query returns exactly the statements that are public."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from newsroom.models import ArticlePage
from search.querying.public_rows import PublicRow, public_rows
from tests.factories import make_statement

HOUR = datetime.timedelta(hours=1)


def by_the_rule(numbers: list[int]) -> set[PublicRow]:
    pages = ArticlePage.objects.filter(pk__in=numbers).public_now()
    return {
        PublicRow._make(getattr(page, name) for name in PublicRow._fields)
        for page in pages.defer_streamfields()
    }


def restrict(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def numbers(office) -> list[int]:
    """Statements in both languages, in every state of publication."""
    states = [
        {},
        {"live": False},
        {"expire_at": timezone.now() - HOUR},
        {"expire_at": timezone.now() + HOUR},
        {"go_live_at": timezone.now() - HOUR},
        {"go_live_at": timezone.now() + HOUR},
    ]
    made = [
        make_statement(office, language=language, **state)
        for state in states
        for language in ("en", "cy")
    ]
    return [page.pk for page in made]


def test_rows_equal_those_of_the_visibility_rule(office, numbers):
    assert {*public_rows(numbers)} == by_the_rule(numbers)
    assert len(public_rows(numbers)) == 6
    assert public_rows([]) == []


def test_restrictions_apply_at_once_and_while_they_last(office, numbers):
    before = {*public_rows(numbers)}
    lists = [*office.indexes.values()]

    restrictions = [restrict(one) for one in lists]
    assert public_rows(numbers) == []
    restrictions[0].delete()
    assert {*public_rows(numbers)} == by_the_rule(numbers)
    for one in PageViewRestriction.objects.all():
        one.delete()
    assert {*public_rows(numbers)} == before


def test_an_untranslated_copy_is_not_public(office, numbers):
    page = make_statement(office, language="en")
    copy = page.copy_for_translation(office.indexes["cy"].locale, copy_parents=True, alias=True)
    assert copy.live

    assert [row.pk for row in public_rows([page.pk, copy.pk])] == [page.pk]


def test_the_current_time_is_not_cached(office, time_machine):
    page = make_statement(office, expire_at=timezone.now() + HOUR)
    assert public_rows([page.pk])

    time_machine.move_to(timezone.now() + 2 * HOUR)

    assert public_rows([page.pk]) == []


@pytest.mark.parametrize("count", [1, 19, 20, 21, 100, 130])
def test_any_number_of_ids(office, count, django_assert_num_queries):
    page = make_statement(office)
    public_rows([page.pk])
    others = range(10**6, 10**6 + count - 1)

    with django_assert_num_queries(2):  # one of them for the restricted parts, outside a request
        found = public_rows([*others, page.pk, page.pk])

    assert [row.pk for row in found] == [page.pk]

"""The number of queries of the admin's lists of pages and of its home page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.languages.configured import other_language
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

MOST_QUERIES = 40


def count_queries(client, address: str) -> int:
    client.get(address)  # fills caches of content types
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def add_statements(office, language, *, numbers: range) -> None:
    for number in numbers:
        page = make_statement(office, language=language, title=f"Statement {number}")
        if number % 2:
            make_statement(office, language=other_language(language), translation_of=page)


@pytest.mark.parametrize("offices", [1, 3])
def test_an_index_in_the_explorer_needs_few_queries_for_any_number_of_rows(
    office, language, offices
):
    for number in range(1, offices):
        name = f"Office {number}"
        make_office(
            hostname=f"{number}.example", is_default=False, name_en=name, name_cy=f"{name} cy"
        )
    client = log_in(office, approves=offices == 1)
    address = reverse("wagtailadmin_explore", args=[office.indexes[language].pk])
    add_statements(office, language, numbers=range(5))
    few = count_queries(client, address)
    add_statements(office, language, numbers=range(5, 25))

    assert count_queries(client, address) == few
    assert few <= MOST_QUERIES + 1


@pytest.mark.parametrize("approves", [True, False])
def test_the_list_of_statements_needs_few_queries(office, language, approves):
    client = log_in(office, approves=approves)
    add_statements(office, language, numbers=range(30))

    assert count_queries(client, reverse("newsroom_statements:index")) <= MOST_QUERIES


def test_the_dashboard_needs_as_many_queries_for_many_pages(office, language):
    client = log_in(office)
    address = reverse("wagtailadmin_home")

    def add(numbers: range) -> None:
        later = timezone.now() + datetime.timedelta(days=1)
        for number in numbers:
            due = make_statement(
                office, language=language, title=f"Due {number}", live=False, go_live_at=later
            )
            due.save_revision().publish()
            draft = make_statement(office, language=language, title=f"Draft {number}", live=False)
            draft.save_revision()
            make_statement(office, language=language, title=f"Ends {number}", expire_at=later)

    add(range(2))
    few = count_queries(client, address)
    add(range(2, 20))

    assert count_queries(client, address) == few


def test_the_menu_of_a_page_in_the_explorer_opens_its_translation(office, language):
    page = make_statement(office, language=language)
    address = reverse("wagtailadmin_explore", args=[office.indexes[language].pk])
    content = log_in(office).get(address).content.decode()

    assert reverse("newsroom_translation", args=[page.pk]) in content
    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) not in content

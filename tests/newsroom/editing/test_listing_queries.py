"""The number of queries of the admin's lists of pages and of its home page."""

import datetime
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PagePermissionTester

from home.offices.provisioning import Office
from newsroom.editing.listings import statements
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in
from tests.query_plans import sqlite_plan

MOST_QUERIES = 42


def make_two_archives(office: Office) -> None:
    """Make statements of every kind in two offices and languages; several have the same date."""
    second = make_office(
        hostname="second.example", is_default=False, name_en="Second", name_cy="Ail"
    )
    for each in (office, second):
        keys = [uuid.uuid4() for _number in range(30)]
        for code in ("en", "cy"):
            rows = [
                StatementRow(
                    title=f"{each.site.pk} {code} {number}",
                    date=datetime.date(2010, 1, 1) + datetime.timedelta(days=number // 3),
                    body=[],
                    categories=[each.categories[code][number % 3].pk],
                    translation_key=keys[number] if number % 2 else uuid.uuid4(),
                )
                for number in range(30)
            ]
            create_statements(each.indexes[code], rows)
            for number in range(3):
                title = f"{each.site.pk} {code} draft {number}"
                make_statement(each, language=code, title=title, live=False)
    due = timezone.now() + datetime.timedelta(days=1)
    page = make_statement(office, title="Due", live=False, go_live_at=due)
    page.save_revision().publish()


IN_TWO_ARCHIVES = pytest.mark.office_content(make_two_archives, "office_content")


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
    assert few <= MOST_QUERIES


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


def log_in_as(role: str, office):
    if role == "operator":
        get_user_model().objects.create_superuser(username=role)
        client = Client()
        client.force_login(get_user_model().objects.get(username=role))
        return client
    return log_in(office, approves=role == "approver")


def lists(office) -> list[str]:
    address = reverse("newsroom_statements:index")
    category = office.categories["en"][0].pk
    queries = (
        *("", "p=2", "p=99", "language=cy", "state=live", "state=draft", "state=scheduled"),
        *("translated=yes", "translated=no", f"category={category}", "date_from=2010-01-05"),
        f"language=en&state=live&category={category}&translated=no&date_to=2010-01-09",
        *("ordering=date", "ordering=title", "ordering=-live", "q=draft", "q=cy"),
        *(
            f"q=en&language=en&state=live&translated=no&category={category}",
            "q=due&state=scheduled",
        ),
    )
    return [f"{address}?{query}" for query in queries]


ROLES = ["operator", "approver", "editor"]


@IN_TWO_ARCHIVES
@pytest.mark.parametrize("role", ROLES)
def test_the_list_of_many_statements_shows_what_a_list_of_few_shows(
    office, office_content, role, monkeypatch
):
    client = log_in_as(role, office)

    def answers() -> dict[str, tuple[int, list[str]]]:
        found = {}
        for address in lists(office):
            context = client.get(address).context
            titles = [page.title for page in context["page_obj"]]
            found[address] = (context["items_count"], titles)
        return found

    few = answers()
    monkeypatch.setattr(statements, "LARGE_INDEX", 2)

    assert answers() == few
    own = sum(ArticlePage.objects.child_of(each).count() for each in office.indexes.values())
    everything = ArticlePage.objects.count()
    assert few[lists(office)[0]][0] == (everything if role == "operator" else own)
    assert own < everything
    assert all(titles for _count, titles in few.values())


def plans(client, address: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the SELECT queries of pages with the steps of their plans by parent."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    found = []
    for query in queries.captured_queries:
        sql = query["sql"]
        if sql.startswith("SELECT") and '"wagtailcore_page"' in sql:
            found.append((sql, sqlite_plan(sql)))
    return found


@pytest.mark.any_database("reads SQLite's plans")
@IN_TWO_ARCHIVES
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("query", ["", "language=cy", "state=live", "language=en&state=live"])
def test_the_list_of_many_statements_is_counted_in_an_index_and_read_in_its_order(
    office, office_content, role, query, monkeypatch
):
    monkeypatch.setattr(statements, "LARGE_INDEX", 2)
    client = log_in_as(role, office)
    found = plans(client, f"{reverse('newsroom_statements:index')}?{query}")

    counts = [plan for sql, plan in found if sql.startswith("SELECT COUNT(*)")]
    first = [plan for sql, plan in found if "ORDER BY" in sql and "IN (SELECT" in sql]
    assert len(counts) == len(first) == 1
    for _parent, step in counts[0]:
        assert "COVERING INDEX" in step or step.startswith("SCALAR SUBQUERY")
    assert any("newsroom_article_newest" in step for _parent, step in first[0])
    # The statements that are shown are sorted by the outer query.
    assert [parent for parent, step in first[0] if "TEMP B-TREE" in step] == [0]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("has_statement", [True, False])
def test_an_index_may_be_deleted_by_whom_wagtail_lets_delete_it(
    office, language, role, live, has_statement
):
    log_in_as(role, office)
    user = get_user_model().objects.get()
    index = office.indexes[language]
    index.live = live
    index.save()
    if has_statement:
        make_statement(office, language=language)
    index.refresh_from_db()

    for ignore_bulk in (True, False):
        expected = PagePermissionTester(user, index).can_delete(ignore_bulk=ignore_bulk)
        assert index.permissions_for_user(user).can_delete(ignore_bulk=ignore_bulk) == expected


def test_the_list_counts_statements_not_pages(office, language):
    make_statement(office, language=language)
    make_statement(office, language=language)
    paginator = log_in(office).get(reverse("newsroom_statements:index")).context["paginator"]

    assert paginator.items_count_label == "2 statements"

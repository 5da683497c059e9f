"""The report of both languages: rows, filters, export, and rights."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from newsroom.languages.configured import other_language
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

ADDRESS = "/admin/reports/languages/"


@pytest.fixture
def client(office):
    return log_in(office)


def titles(response) -> set[str]:
    return {page.title for page in response.context["object_list"] if page.depth > 3}


def test_a_full_copy_is_one_row_with_the_state_of_each_language(office, client, language):
    page = make_statement(office, language=language, title="Whole", publish=True)
    page.copy_for_translation(office.indexes[other_language(language)].locale)

    response = client.get(ADDRESS)

    (row,) = [page for page in response.context["object_list"] if page.title == "Whole"]
    assert row.states == {language: "Public", other_language(language): "Draft"}
    assert reverse("newsroom_translation", args=[row.pk]) in response.content.decode()


def test_it_replaces_the_report_of_wagtail_localize(office, client):
    make_statement(office, title="Whole")
    address = reverse("wagtail_localize:translations_report")

    assert "Whole" in client.get(address).content.decode()
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ADDRESS in menu
    assert address not in menu


def test_it_is_filtered(office, client, language):
    other = other_language(language)
    make_statement(office, language=language, title="Alone", publish=True)
    page = make_statement(office, language=language, title="Changed", publish=True)
    page.copy_for_translation(office.indexes[other].locale)
    page.save_revision()

    def found(query: str) -> set[str]:
        return titles(client.get(f"{ADDRESS}?{query}"))

    # A pair is shown by its page in the default language.
    assert found(f"{other}=missing") == {"Alone"}
    assert found(f"{other}=draft") == {"Changed"}
    assert found("pair=behind") == {"Changed"}
    assert found(f"title=alo&{language}=public") == {"Alone"}
    assert found(f"{other}=nonsense") == found("") == {"Alone", "Changed"}


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_it_is_exported(office, client, language, export):
    make_statement(office, language=language, title="Alone", publish=True)

    response = client.get(f"{ADDRESS}?{other_language(language)}=missing&export={export}")

    content = b"".join(response.streaming_content)
    expected = ["Public", "Missing"] if language == "en" else ["Missing", "Public"]
    if export == "csv":
        lines = content.decode().splitlines()
    else:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        lines = [",".join(row) for row in rows]
    assert lines == ["Title,English,Welsh", ",".join(["Alone", *expected])]


def test_another_office_is_not_in_it(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    make_statement(other, title="Their secret")
    make_statement(other, language="cy", title="Eu cyfrinach")

    assert titles(client.get(ADDRESS)) == set()


def test_its_queries_do_not_depend_on_the_number_of_pages(office, client):
    def count() -> int:
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    make_statement(office)
    few = count()
    for number in range(8):
        make_statement(office, title=f"Statement {number}")

    assert count() == few

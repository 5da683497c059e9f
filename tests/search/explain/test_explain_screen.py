"""The explanation screen and command, and the right to see a statement's explanation."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from search.indexing import consumer
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

pytestmark = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


@pytest.fixture
def page(office, engine, language):
    page = make_statement(office, language=language, title="A railway", text="rail")
    consumer.consume_due()
    return page


@pytest.fixture
def client(office):
    return log_in(office)


def screen(client, **parameters):
    return client.get(reverse("archive_search_explain"), parameters)


def test_the_empty_form(office, engine, client):
    response = screen(client, q="rail")

    assert response.status_code == 200
    assert 'value="rail"' in response.content.decode()
    assert "explanation" not in response.context


def test_an_editor_sees_the_explanation(page, client, language):
    response = screen(client, page=page.pk, q="railway <b>")

    explanation = response.context["explanation"]
    assert explanation.question.language == language
    assert explanation.is_found
    content = response.content.decode()
    assert "railway &lt;b&gt;" in content
    assert "<b>" not in content.split("insight-verdict")[1]
    assert "no-store" in response["Cache-Control"]


def test_the_address_of_a_results_page_sets_its_filters(page, client, language):
    part = {"en": "/search/", "cy": "/cy/chwilio/"}[language]
    address = f"http://localhost{part}?q=railway&year=1999"

    explanation = screen(client, page=page.pk, q=address).context["explanation"]

    assert (explanation.question.line, explanation.question.language) == ("railway", language)
    assert [reason.code for reason in explanation.left_out] == ["year"]


def test_an_address_of_both_languages_is_searched_in_the_statements_own(page, client, language):
    part = {"en": "/cy/chwilio/", "cy": "/search/"}[language]

    for parameters, found in (("q=railway&lang=en&lang=cy", True), ("q=railway", False)):
        explanation = screen(
            client, page=page.pk, q=f"https://localhost{part}?{parameters}"
        ).context["explanation"]
        assert explanation.is_found is found


def test_a_question_mark_is_part_of_the_line(page, client):
    assert (
        screen(client, page=page.pk, q="why? q=1").context["explanation"].question.line
        == "why? q=1"
    )


def test_drafts_of_another_office_are_not_explained(page, client):
    other = make_office(hostname="b.example", is_default=False, name_en="B", name_cy="B")
    draft = make_statement(other, title="Their secret", live=False)
    public = make_statement(other, title="Their statement")

    for theirs in (draft, public):
        response = screen(client, page=theirs.pk, q="their")
        assert "explanation" not in response.context
        assert "Their s" not in response.content.decode().split("nice-padding")[1]
    for nonsense in ("x", "0", "99999999999999999999", ""):
        assert "explanation" not in screen(client, page=nonsense).context


def test_visitors_are_sent_to_the_login(page):
    from django.test import Client

    assert screen(Client(), page=page.pk).status_code == 302


def test_the_page_editor_links_to_the_screen(page, client):
    content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert f"{reverse('archive_search_explain')}?page={page.pk}" in content


def test_the_command_prints_the_same(page, language, capsys):
    path = {"en": "/news/a-railway/", "cy": "/cy/newyddion/a-railway/"}[language]

    for named in (str(page.pk), path, f"https://localhost{path}"):
        call_command("search_explain", "railway", "--page", named, "--json")
        explanation = json.loads(capsys.readouterr().out)
        assert (explanation["page"], explanation["verdict"], explanation["searched_in"]) == (
            page.pk,
            "found",
            language,
        )

    call_command("search_explain", "qqqq railway", "--page", str(page.pk), "--engine", "embedded")
    output = capsys.readouterr().out
    assert "place 1 of 1" in output
    assert "qqqq: nowhere" in output


@pytest.mark.parametrize("named", ["/nowhere/", "0", "https://example.org"])
def test_the_command_refuses_an_unknown_statement(office, engine, named):
    with pytest.raises(CommandError) as refused:
        call_command("search_explain", "rail", "--page", named)

    assert refused.value.returncode == 2

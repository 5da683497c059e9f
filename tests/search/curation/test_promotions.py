"""Recommended results are shown above the results, while they are public."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from search.indexing import consumer
from search.models.curation import PromotedResult
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db

WORDS = {
    # The search as an editor wrote it, a reader's line that means it, and one that asks for more.
    "en": ("train fare", "fares for trains", "train fare rise"),
    "cy": ("tocyn bws", "bysiau, tocynnau", "tocyn bws newydd"),
}


@pytest.fixture
def page(office, engine, language):
    made = make_statement(office, language=language, title="The fares page", text="canary")
    consumer.consume_due()
    return made


def promote(office, language: str, **fields) -> PromotedResult:
    row = PromotedResult(
        site=office.site,
        language=language,
        **{"searches": WORDS[language][0], **fields},
    )
    row.full_clean()
    row.save()
    return row


def ask(client, language: str, line: str, **parameters):
    with translation.override(language):
        address = reverse("search")
    return client.get(address, {"q": line, **parameters})


def recommended(response) -> list[str]:
    return [one.title for one in response.context["results"].recommended]


def test_every_form_and_order_of_the_words_matches(office, page, client, language):
    promote(office, language, page=page, description="All fares in one table.")
    exact, other, more = WORDS[language]

    for line in (exact, other, f'"{exact}"', exact.upper()):
        response = ask(client, language, line)
        assert recommended(response) == ["The fares page"], line
        assert "All fares in one table." in response.text
        assert page.get_url() in response.text
    for line in (more, exact.split()[0], f"{exact} -x", f"{exact} 2015..2018", ""):
        assert recommended(ask(client, language, line)) == [], line


def test_a_mutated_word_matches(office, engine, client):
    page = make_statement(office, language="cy", title="Page")
    promote(office, "cy", page=page, searches="Caerdydd\nysgolion bach")

    for line in ("Nghaerdydd", "gaerdydd", "ysgol fach", "i Gaerdydd"):
        assert recommended(ask(client, "cy", line)) == ["Page"], line


def test_an_external_address(office, engine, client, language):
    promote(
        office,
        language,
        link="https://timetable.example/",
        link_title="Timetable <now>",
        description="Elsewhere",
    )
    text = ask(client, language, WORDS[language][0]).text

    assert '<a href="https://timetable.example/" rel="external">Timetable &lt;now&gt;</a>' in text


def test_other_languages_and_offices_do_not_show_it(office, page, client, language):
    promote(office, language, page=page)
    other = "cy" if language == "en" else "en"
    make_office(hostname="other.example", is_default=False, name_en="Other")
    line = WORDS[language][0]

    assert recommended(ask(client, other, line)) == []
    there = client.get(
        "/cy/chwilio/" if language == "cy" else "/search/",
        {"q": line},
        headers={"host": "other.example"},
    )
    assert recommended(there) == []


def unpublish(page):
    page.unpublish()


def expire(page):
    type(page).objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - datetime.timedelta(minutes=1)
    )


def not_yet(page):
    type(page).objects.filter(pk=page.pk).update(
        go_live_at=timezone.now() + datetime.timedelta(hours=1)
    )


def restrict_section(page):
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )


def move_to_another_office(page):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    page.move(other.indexes[page.locale.language_code], pos="last-child")


def delete(page):
    page.delete()


@pytest.mark.parametrize(
    "happens", [unpublish, expire, not_yet, restrict_section, move_to_another_office, delete]
)
@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_a_page_that_is_not_public_is_not_shown(office, page, client, language, happens):
    promote(office, language, page=page)
    line = WORDS[language][0]
    assert recommended(ask(client, language, line)) == ["The fares page"]

    happens(page)

    response = ask(client, language, line)
    assert response.status_code == 200
    assert recommended(response) == []
    assert "The fares page" not in response.text


def test_a_statement_is_shown_once(office, page, client, language):
    word = WORDS[language][0].split()[0]
    for number in range(2):
        make_statement(office, language=language, title=f"{word} {number}")
    again = make_statement(office, language=language, title=f"{word} again")
    consumer.consume_due()
    promote(office, language, page=again, searches=word)
    promote(office, language, page=again, searches=word, description="Twice")

    response = ask(client, language, word)
    results = response.context["results"]

    assert recommended(response) == [f"{word} again"]
    assert sorted(one.hit.title for one in results.answer.results) == [f"{word} 0", f"{word} 1"]
    assert results.answer.total == 3
    narrowed = ask(client, language, word, year="2016")
    assert recommended(narrowed) == []
    assert len(narrowed.context["results"].answer.results) == 3


def test_a_recommendation_alone_is_not_an_empty_page(office, page, client, language):
    promote(office, language, page=page, searches="canary")

    response = ask(client, language, "canary")

    assert recommended(response) == ["The fares page"]
    assert 'class="empty"' not in response.text


def test_at_most_three_are_shown_in_order(office, page, client, language):
    for number in (4, 3, 2, 1):
        promote(
            office,
            language,
            link=f"https://example.org/{number}",
            link_title=f"Number {number}",
            order=number,
        )
    PromotedResult.objects.filter(order=1).get().delete()
    row = PromotedResult.objects.get(order=2)
    row.is_active = False
    row.save()

    assert recommended(ask(client, language, WORDS[language][0])) == ["Number 3", "Number 4"]


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_no_query_without_a_recommendation(office, page, client, language):
    word = WORDS[language][0]

    def queries(line: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(client, language, line)
        return len(captured)

    promote(office, language, page=page, searches="zzz")
    queries("canary")
    without = queries("canary")
    for number in range(12):
        promote(office, language, page=page, searches=f"zzz{number}")
    queries("canary")
    assert queries("canary") == without
    for number in range(3):
        more = make_statement(office, language=language, title=f"More {number}")
        promote(office, language, page=more, searches="canary")
    queries("canary")
    few = queries("canary")
    for number in range(12):
        more = make_statement(office, language=language, title=f"Yet more {number}")
        promote(office, language, page=more, searches="canary")
    queries("canary")
    assert queries("canary") == few, word


def test_invalid_recommendations_are_refused(office, page, language):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    foreign = make_statement(other, language=language, title="Foreign")
    untranslated = make_statement(
        office, language="cy" if language == "en" else "en", title="In the other language"
    )
    for fields in (
        {},
        {"page": page, "link": "https://example.org/"},
        {"link": "https://example.org/"},
        {"link": "javascript:alert(1)", "link_title": "x"},
        {"page": foreign},
        {"page": untranslated},
        {"page": page, "searches": "***"},
        {"page": page, "searches": ""},
        {"page": page, "searches": "\n".join(f"word{number}" for number in range(13))},
        {"page": page, "searches": "one two three four five six seven eight nine"},
    ):
        with pytest.raises(ValidationError):
            promote(office, language, **fields)


def test_invalid_rows_are_ignored(office, page, client, language):
    for searches in ("", "***", "x" * 5000, "\x01", "a " * 500):
        PromotedResult.objects.create(site=office.site, language=language, searches=searches)

    assert ask(client, language, "***").status_code == 200
    assert recommended(ask(client, language, "x")) == []

"""Results in both languages: each statement once, in its language, in one list."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from search.indexing import consumer
from search.querying.request import PAGE_LENGTH
from tests.factories import make_statement
from tests.search.pages.test_results_page import ask, shown

BOTH = {"lang": ["en", "cy"]}
OTHER = {"en": "cy", "cy": "en"}


def make_archive(office) -> None:
    """A statement in both languages, and one in each language alone; all contain `Bont`."""
    both = make_statement(
        office,
        title="Both Bont",
        date=datetime.date(2018, 1, 2),
        categories=[office.categories["en"][0]],
    )
    make_statement(
        office,
        language="cy",
        title="Dwy Bont",
        date=datetime.date(2018, 1, 2),
        translation_of=both,
        categories=[office.categories["cy"][0]],
    )
    for number, language in enumerate(("en", "cy")):
        make_statement(
            office,
            language=language,
            title=f"Bont {language}",
            date=datetime.date(2019 + number, 1, 1),
            categories=[office.categories[language][1]],
        )


pytestmark = [
    pytest.mark.office_content(make_archive, "archive"),
    pytest.mark.any_database("test_results_page.py reads the rows of results on each database"),
]


@pytest.fixture
def archive(indexed_office):
    """The office with its statements, all of them in the index."""
    return indexed_office


def test_each_language_has_a_count_and_a_link(archive, client, language):
    results = ask(client, language, "Bont").context["results"]
    facet = next(one for one in results.facets if one.name == "lang")

    assert [(one.value, one.count, one.selected) for one in facet.options] == [
        (language, 2, True),
        (OTHER[language], 2, False),
    ]
    both = client.get(facet.options[1].url)
    assert len(both.context["results"].chosen) == 2
    assert client.get(both.context["results"].clear_url).context["results"].answer.total == 2


def test_a_statement_found_in_both_is_shown_in_the_readers_language(archive, client, language):
    response = ask(client, language, "Bont", sort="newest", **BOTH)

    answer = response.context["results"].answer
    titles = {"en": ("Both Bont", "Dwy Bont"), "cy": ("Dwy Bont", "Both Bont")}[language]
    assert answer.total == 4
    assert shown(response) == ["Bont cy", "Bont en", titles[0]]
    assert answer.results[2].other_language.title == titles[1]
    html = response.content.decode()
    assert f'lang="{OTHER[language]}"><mark>Bont</mark> {OTHER[language]}' in html
    assert f'lang="{language}"><mark>Bont</mark> {language}' not in html
    assert f'hreflang="{OTHER[language]}" lang="{OTHER[language]}">{titles[1]}</a>' in html


def test_the_language_switch_keeps_the_question(archive, client, language):
    own, other = archive.categories[language], archive.categories[OTHER[language]]
    only_here = "only-here"
    Category.objects.create(
        site=archive.site, locale=own[0].locale, name="Only here", slug=only_here
    )

    response = ask(
        client, language, "Bont", category=[own[0].slug, only_here], lang=language, sort="oldest"
    )
    switched = client.get(_switch(response))

    assert shown(switched) == [{"en": "Both Bont", "cy": "Dwy Bont"}[OTHER[language]]]
    assert switched.context["form"].lists["category"] == (other[0].slug,)
    assert switched.context["form"].data["sort"] == "oldest"
    assert client.get(_switch(switched)).context["form"].lists["category"] == (own[0].slug,)
    # A term without a translation stays, so that no other results are shown instead.
    alone = client.get(_switch(ask(client, language, "Bont", category=only_here)))
    assert alone.context["form"].lists["category"] == (only_here,)
    assert shown(alone) == []


def test_the_language_switch_leads_to_an_existing_page(archive, client, language):
    for number in range(PAGE_LENGTH):
        make_statement(archive, language=language, title=f"Bont {number}")
    consumer.consume_due()

    response = ask(client, language, "Bont", page=2, lang=["en", "cy"])
    alone = ask(client, language, "Bont", page=2)

    assert client.get(_switch(response)).context["results"].answer.total == PAGE_LENGTH + 4
    assert client.get(_switch(alone)).context["results"].answer.total == 2


def test_the_language_switch_of_an_alert_names_the_same_terms(archive, client, language):
    with override(language):
        addresses = [reverse("search_alerts"), reverse("search_alerts_asked")]

    for address in addresses:
        asked = {"q": "Bont", "category": archive.categories[language][0].slug}
        switched = client.get(_switch(client.get(address, asked)))

        assert switched.status_code == 200
        name = archive.categories[OTHER[language]][0].name
        assert str(switched.context["words"]) == f"“Bont”, {name}"


def _switch(response) -> str:
    (address,) = re.findall(r'class="language-switch" href="([^"]+)"', response.content.decode())
    return unescape(address)


def test_the_other_language_alone_can_be_searched_from_here(archive, client, language):
    response = ask(client, language, "Bont", lang=OTHER[language], sort="newest")

    assert {found.hit.language for found in response.context["results"].answer.results} == {
        OTHER[language]
    }
    assert f'<html lang="{language}"' in response.content.decode()


def test_terms_filter_and_count_across_languages(archive, client, language):
    slug = archive.categories[language][0].slug

    page = ask(client, language, "Bont", category=slug, sort="newest", **BOTH).context["results"]
    elsewhere = ask(client, language, "Bont", category=slug, lang=OTHER[language])

    assert page.answer.total == 2
    category = next(one for one in page.facets if one.name == "category")
    assert [option.count for option in category.options] == [2, 2]
    names = {one.name for one in archive.categories[language]}
    assert {option.label for option in category.options} <= names
    assert len(shown(elsewhere)) == 1


def test_a_term_that_a_language_lacks_finds_nothing_there(archive, client):
    page = ArticlePage.objects.get(title="Bont en")
    topic = Topic.objects.create(
        site=archive.site, locale=page.locale, name="English alone", slug="alone"
    )
    ArticleTopic.objects.create(page=page, topic=topic)
    page.save()
    consumer.consume_due()

    results = ask(client, "en", "Bont", topic="alone").context["results"]
    there = ask(client, "cy", "Bont", **BOTH).context["results"]

    assert [one.count for one in results.facets[0].options] == [1, 0]
    (option,) = next(one for one in there.facets if one.name == "topic").options
    assert (option.label, option.language) == ("English alone", "en")
    assert shown(client.get(option.url)) == ["Bont en"]


def test_no_statement_is_lost_between_pages(office, engine, client, language):
    for one in ("en", "cy"):
        rows = [
            StatementRow(title=f"Bont {one} {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(25)
        ]
        create_statements(office.indexes[one], rows)
    consumer.consume_due()

    for sort in ("relevance", "newest", "oldest"):
        seen = [
            title
            for page in (1, 2, 3)
            for title in shown(ask(client, language, "Bont", sort=sort, page=page, **BOTH))
        ]
        assert len(seen) == len(set(seen)) == 50
    assert ask(client, language, "Bont", page=4, **BOTH).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_results(archive, client, language):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(client, language, "Bont", **BOTH)
        return len(captured)

    queries()
    few = queries()
    for one in ("en", "cy"):
        rows = [
            StatementRow(title=f"Bont {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(30)
        ]
        create_statements(archive.indexes[one], rows)
    consumer.consume_due()

    assert queries() <= few


def test_only_public_statements_are_shown_in_either_language(archive, client, language):
    """The index still has them; the translations are checked in the database as well."""
    ArticlePage.objects.filter(title__in=("Dwy Bont", "Both Bont")).exclude(
        locale__language_code=language
    ).update(live=False)

    html = ask(client, language, "Bont", **BOTH).content.decode()

    assert {"en": "Dwy", "cy": "Both"}[language] not in html

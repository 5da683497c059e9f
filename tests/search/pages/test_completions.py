"""Suggestions while a reader types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from newsroom.models import ArticlePage, ArticleTopic, Topic
from search.engines.base import EngineUnavailableError
from search.indexing import consumer
from search.models.curation import LemmaOverride
from tests.factories import make_office, make_statement

TITLES = {
    "en": ("Water for Dyffryn Arian", "Wanted: a café"),
    "cy": ("Dŵr i Ddyffryn Arian", "Cyfarfod yng Nghaerdydd"),
}


def url(language: str) -> str:
    with translation.override(language):
        return reverse("search_suggestions")


def type_in(client, language: str, line: str) -> list[str]:
    response = client.get(url(language), {"q": line})
    assert response.status_code == 200
    return [one["text"] for one in response.json()["suggestions"]]


def make_archive(office) -> None:
    """Two statements in each language, each in a category of its own."""
    for language, titles in TITLES.items():
        for number, title in enumerate(titles):
            make_statement(
                office,
                language=language,
                title=title,
                text="Reservoirs" if language == "en" else "Cronfeydd",
                categories=[office.categories[language][number]],
            )


pytestmark = [
    pytest.mark.office_content(make_archive, "archive"),
    pytest.mark.any_database("test_results_page.py reads the rows of results on each database"),
]


@pytest.fixture
def archive(indexed_office):
    """The office with its statements, all of them in the index."""
    return indexed_office


def test_the_addresses():
    assert url("en") == "/search/suggestions"
    assert url("cy") == "/cy/chwilio/awgrymiadau"


@pytest.mark.parametrize(
    ("language", "typed", "title"),
    [
        ("en", "wat", "Water for Dyffryn Arian"),
        ("en", "WATER FOR dyff", "Water for Dyffryn Arian"),
        ("en", "cafe", "Wanted: a café"),
        ("en", "water arian", "Water for Dyffryn Arian"),
        ("cy", "dwr", "Dŵr i Ddyffryn Arian"),
        ("cy", "dŵr", "Dŵr i Ddyffryn Arian"),
        ("cy", "dyff", "Dŵr i Ddyffryn Arian"),
        ("cy", "caer", "Cyfarfod yng Nghaerdydd"),
        ("cy", "gaer", "Cyfarfod yng Nghaerdydd"),
        ("cy", "nghaerd", "Cyfarfod yng Nghaerdydd"),
        ("cy", "gyfarfod caer", "Cyfarfod yng Nghaerdydd"),
    ],
)
def test_titles_complete_what_is_typed(archive, client, language, typed, title):
    (answer,) = client.get(url(language), {"q": typed}).json()["suggestions"]

    assert answer["text"] == title
    assert client.get(answer["url"]).status_code == 200
    assert ArticlePage.objects.get(title=title).url == answer["url"]


def test_terms_with_public_statements_are_suggested(archive, client, language):
    used, _used, unused = archive.categories[language]
    page = ArticlePage.objects.filter(locale__language_code=language).first()
    topic = Topic.objects.create(
        site=archive.site, locale=page.locale, name="Ôl-troed", slug="footprint"
    )
    ArticleTopic.objects.create(page=page, topic=topic)

    assert used.name in type_in(client, language, used.name[:5])
    assert unused.name not in type_in(client, language, unused.name[:5])
    assert type_in(client, language, "ol-tr") == [topic.name]


def test_an_unknown_word_is_corrected(archive, client):
    answer = client.get(url("en"), {"q": "reservoris"}).json()

    assert [one["text"] for one in answer["suggestions"]] == ["reservoirs"]
    assert client.get(answer["suggestions"][0]["url"]).context["results"].answer.total == 2


@pytest.mark.parametrize("line", ["", "w", " ", '"', "-", "zz zz", "\x00\x00\x00", "OR OR", "*:*"])
def test_a_line_that_matches_nothing_has_no_suggestions(archive, client, language, line):
    assert type_in(client, language, line) == []


@pytest.mark.parametrize(
    "query",
    ["", "q=a&q=b", "q=water&page=2", "words=water", f"q={'x' * 101}"],
)
def test_other_parameters_are_refused_with_a_sentence(archive, client, language, query):
    response = client.get(f"{url(language)}?{query}")

    assert response.status_code == 400
    assert "100" in response.json()["detail"]


def test_suggestions_may_be_cached_publicly_for_a_short_time(archive, client, language):
    response = client.get(url(language), {"q": "dyff"})

    assert response["Content-Type"] == "application/json"
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "noindex" in response["X-Robots-Tag"]
    assert client.post(url(language)).status_code == 405


def test_only_public_content_is_suggested(archive, client, language):
    """Neither a draft, a future title, a restricted statement, nor the topic of that one alone."""
    make_statement(archive, language=language, title="Canary draft", live=False)
    page = make_statement(archive, language=language, title="Canary shut", publish=True)
    topic = Topic.objects.create(
        site=archive.site, locale=page.locale, name="Canary topic", slug="canary-topic"
    )
    ArticleTopic.objects.create(page=page, topic=topic)
    consumer.consume_due()
    assert type_in(client, language, "canary") == ["Canary topic", "Canary shut"]
    page.title = "Canary tomorrow"
    page.save_revision()
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)]
    )

    for line in ("cana", "canary", "canary d", "canary t"):
        assert type_in(client, language, line) == []


def test_an_office_suggests_only_its_own(archive, client, language, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    make_statement(other, language=language, title="Elsewhere Arian")
    consumer.consume_due()

    assert "Elsewhere Arian" not in type_in(client, language, "arian")
    there = client.get(url(language), {"q": "arian"}, headers={"host": "other.example"}).json()
    assert [one["text"] for one in there["suggestions"]] == ["Elsewhere Arian"]


@pytest.mark.parametrize(
    ("language", "form", "title"),
    [("en", "tapwater", TITLES["en"][0]), ("cy", "glasddwr", TITLES["cy"][0])],
)
def test_new_corrections_apply_at_once(archive, client, language, form, title):
    """They also apply in a process that has answered no search since."""
    lemma = "water" if language == "en" else "dŵr"
    assert type_in(client, language, f"{form} ari") == []
    LemmaOverride.objects.create(language=language, form=form, lemma=lemma)

    assert type_in(client, language, f"{form} ari") == [title]


def test_the_number_of_queries_does_not_depend_on_the_results(archive, client, language):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            type_in(client, language, "arian")
        return len(captured)

    queries()
    few = queries()
    for number in range(12):
        make_statement(archive, language=language, title=f"Arian {number}")
    consumer.consume_due()

    assert queries() <= few <= 12


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_without_an_engine_there_are_no_titles_and_no_error(
    archive, engine, client, language, monkeypatch
):
    def fail(*args, **kwargs):
        raise EngineUnavailableError("gone")

    monkeypatch.setattr(type(engine), "search_titles", fail)

    assert type_in(client, language, "arian") == []

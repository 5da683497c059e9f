"""The results page."""

import datetime

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage
from search.engines.base import EngineUnavailableError
from search.health.maintenance import reconcile_all
from search.indexing import consumer
from tests.factories import make_office, make_statement

only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
WORDS = {"en": "rail", "cy": "rheilffordd"}


def url(language: str) -> str:
    with translation.override(language):
        return reverse("search")


def ask(client, language: str, line: str = "", **parameters):
    return client.get(url(language), {"q": line, **parameters})


def shown(response) -> list[str]:
    return [found.hit.title for found in response.context["results"].answer.results]


def make_archive(office) -> None:
    """Three statements in each language, in two categories."""
    for language, word in WORDS.items():
        categories = office.categories[language]
        for number, (category, year) in enumerate([(0, 2016), (0, 2018), (1, 2018)]):
            make_statement(
                office,
                language=language,
                title=f"{word} {number}",
                text=f"{word} & <i>text</i>",
                date=datetime.date(year, 6, 16),
                categories=[categories[category]],
            )


pytestmark = pytest.mark.office_content(make_archive, "archive")


@pytest.fixture
def archive(indexed_office):
    """The office with its statements, all of them in the index."""
    return indexed_office


def test_the_addresses():
    assert url("en") == "/search/"
    assert url("cy") == "/cy/chwilio/"


def test_a_reader_finds_statements(archive, engine, client, language):
    response = ask(client, language, WORDS[language])

    assert response.status_code == 200
    assert len(shown(response)) == 3
    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    assert f"<mark>{WORDS[language]}</mark> &amp; text" in html
    assert f'value="{WORDS[language]}"' in html
    assert response["X-Search-Engine"] == engine.name


def test_without_words_the_newest_come_first(archive, client, language):
    response = ask(client, language)

    assert [title[-1] for title in shown(response)] == ["2", "1", "0"]


def test_filters_are_kept_in_the_address_and_can_be_removed(archive, client, language):
    slug = archive.categories[language][0].slug

    response = ask(client, language, WORDS[language], category=slug, year="2018")

    assert shown(response) == [f"{WORDS[language]} 1"]
    results = response.context["results"]
    assert len(results.chosen) == 2
    for chosen in results.chosen:
        assert len(shown(client.get(chosen.remove_url))) == 2
    assert len(shown(client.get(results.clear_url))) == 3


def test_several_values_of_one_filter_widen(archive, client, language):
    slugs = [category.slug for category in archive.categories[language][:2]]

    response = ask(client, language, WORDS[language], category=slugs)

    assert len(shown(response)) == 3


def test_facets_have_names_counts_and_links(archive, client, language):
    results = ask(client, language, WORDS[language]).context["results"]
    category = next(facet for facet in results.facets if facet.name == "category")

    names = {category.name: category.name for category in archive.categories[language]}
    assert [option.count for option in category.options] == [2, 1]
    for option in category.options:
        assert option.label in names
        assert len(shown(client.get(option.url))) == option.count


def test_the_other_language_is_counted(archive, client):
    make_statement(archive, language="cy", title="Rail", text="Rail")
    consumer.consume_due()

    offer = ask(client, "en", "rail").context["results"].other_language

    assert (offer.count, offer.language) == (1, "cy")
    assert shown(client.get(offer.url)) == ["Rail"]


def test_relaxed_results_are_announced(archive, client):
    response = ask(client, "en", "rail unicorns")

    assert len(shown(response)) == 3
    assert response.context["results"].answer.relaxed
    assert "No statement has all of these words" in response.content.decode()


def test_a_misspelt_word_is_corrected(archive, client):
    offer = ask(client, "en", "rial").context["results"].did_you_mean

    assert (offer.label, offer.count) == ("rail", 3)
    assert len(shown(client.get(offer.url))) == 3


def test_removal_of_filters_without_results_is_suggested(archive, client):
    slug = archive.categories["en"][1].slug

    response = ask(client, "en", "rail", category=slug, year="2016")

    assert shown(response) == []
    offers = response.context["results"].without_filters
    assert [offer.count for offer in offers] == [1, 1]
    for offer in offers:
        assert len(shown(client.get(offer.url))) == offer.count


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": '"'},
        {"q": "\x00\x00"},
        {"q": "x" * 5000},
        {"q": "rail", "year": "twenty"},
        {"q": "rail", "year": "²⁰¹⁶"},
        {"q": "rail", "category": "<script>"},
        {"q": "rail", "sort": "sideways"},
        {"q": "rail", "page": "-1"},
        {"q": "rail", "page": "one"},
        {"q": "rail", "date_from": "yesterday"},
        {"q": "rail", "date_to": "2016-02-31"},
        {"q": "rail", "category": [str(n) for n in range(200)]},
        {"unknown": "parameter"},
    ],
)
def test_every_address_is_answered(archive, client, language, parameters):
    response = client.get(url(language), parameters)

    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"").replace(
        b'<script type="application/ld+json"', b""
    )


def test_pages(office, engine, client, language):
    rows = [
        StatementRow(title=f"rail {number}", date=datetime.date(2020, 1, 1), body=[])
        for number in range(45)
    ]
    create_statements(office.indexes[language], rows)
    consumer.consume_due()

    seen: set[str] = set()
    address = f"{url(language)}?q=rail"
    for number in (1, 2, 3):
        response = client.get(address)
        seen |= set(shown(response))
        assert ("noindex" in response.get("X-Robots-Tag", "")) is (number > 1)
        assert (b'name="robots"' in response.content) is (number > 1)
        address = response.context["results"].next_url

    assert len(seen) == 45
    assert address == ""
    assert ask(client, language, "rail", page=4).status_code == 404


@override_settings(ALLOWED_HOSTS=["*"])
def test_an_office_finds_only_its_own(archive, client, language):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    make_statement(other, language=language, title="Elsewhere", text=WORDS[language])
    consumer.consume_due()

    here = ask(client, language, WORDS[language])
    there = client.get(url(language), {"q": WORDS[language]}, headers={"host": "other.example"})

    assert "Elsewhere" not in shown(here)
    assert shown(there) == ["Elsewhere"]


def test_no_query_shows_what_is_not_public(archive, engine, client, language):
    """A draft, a restricted and an expired statement, with an index that still has them."""
    page = make_statement(archive, language=language, title="Canary", text="canary", publish=True)
    consumer.consume_due()
    assert shown(ask(client, language, "canary")) == ["Canary"]
    page.title = "Draftcanary"
    page.save_revision()
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)]
    )

    for line in ("canary", "draftcanary", "", "-nothing", '"canary"', "canar OR canary"):
        response = ask(client, language, line)
        assert b"anary</" not in response.content
        assert "Canary" not in shown(response)


def test_the_number_of_queries_does_not_depend_on_the_results(archive, client, language):
    def queries(line: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ask(client, language, line)
        return len(captured)

    queries("warm")
    few = queries(f"{WORDS[language]} 1")
    rows = [
        StatementRow(title=f"{WORDS[language]} {number}", date=datetime.date(2020, 1, 1), body=[])
        for number in range(60)
    ]
    create_statements(archive.indexes[language], rows)
    consumer.consume_due()

    assert queries(WORDS[language]) <= few


@only_embedded
def test_without_an_engine_a_notice_is_shown(archive, engine, client, monkeypatch):
    def fail(*args, **kwargs):
        raise EngineUnavailableError("gone")

    monkeypatch.setattr(type(engine), "search", fail)

    response = ask(client, "en", "rail")

    assert response.status_code == 503
    assert b"Search is not available" in response.content


@only_embedded
def test_a_damaged_index_file_is_a_notice_and_not_an_error(archive, engine, client):
    engine.indexes.close()
    engine.indexes.path(engine.generation("en")).write_bytes(b"this is no database" * 1000)

    assert ask(client, "en", "rail").status_code == 503
    assert ask(client, "cy", "rheilffordd").status_code == 200
    assert "rebuilt with 3 statements" in reconcile_all()
    assert len(shown(ask(client, "en", "rail"))) == 3


@only_embedded
def test_the_worker_rebuilds_a_missing_index(archive, engine, client):
    engine.indexes.close()
    for path in engine.indexes.folder.iterdir():
        path.unlink()
    assert shown(ask(client, "en", "rail")) == []

    assert "rebuilt with 3 statements" in reconcile_all()
    assert len(shown(ask(client, "en", "rail"))) == 3
    assert ArticlePage.objects.count() == 6
    assert reconcile_all() == ""

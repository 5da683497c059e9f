"""The Atom feed of a search."""

import datetime

import feedparser
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from newsroom.feeds import responses
from newsroom.importing.writing.bulk import StatementRow, create_statements
from search.engines.base import EngineUnavailableError
from search.indexing import consumer
from tests.factories import make_statement
from tests.search.pages.test_results_page import ask

PUBLISHED = datetime.datetime(2020, 7, 1, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _empty_caches():
    cache.clear()


def make_archive(office) -> None:
    """Two statements in each language, with other years, categories and dates of change."""
    for language in ("en", "cy"):
        for number, year in enumerate((2016, 2019)):
            make_statement(
                office,
                language=language,
                title=f"Bont & <{number}>",
                text=f"Whole text {language} {number}.",
                date=datetime.date(year, 6, 16),
                categories=[office.categories[language][number]],
                first_published_at=PUBLISHED,
                last_published_at=PUBLISHED + datetime.timedelta(days=number),
            )


pytestmark = pytest.mark.office_content(make_archive, "archive")


@pytest.fixture
def archive(indexed_office):
    """The office with its statements, all of them in the index."""
    return indexed_office


def feed_url(language: str) -> str:
    with translation.override(language):
        return reverse("search_feed")


def follow(client, language: str, line: str, headers=None, **parameters):
    return client.get(feed_url(language), {"q": line, **parameters}, headers=headers or {})


def test_the_addresses():
    assert feed_url("en") == "/search/feed.atom"
    assert feed_url("cy") == "/cy/chwilio/ffrwd.atom"


def test_the_results_page_links_to_the_feed_of_the_same_question(archive, client, language):
    slug = archive.categories[language][0].slug
    page = ask(client, language, "Bont", category=slug, page=1, sort="oldest")
    url = page.context["results"].feed_url

    html = page.content.decode()
    assert html.count(f'href="{url.replace("&", "&amp;")}"') == 2
    assert '<link rel="alternate" type="application/atom+xml"' in html
    feed = feedparser.parse(client.get(url).content)
    assert [entry.title for entry in feed.entries] == ["Bont & <0>"]


def test_the_feed_is_atom_with_whole_statements(archive, engine, client, language):
    response = follow(client, language, "Bont")
    feed = feedparser.parse(response.content)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["X-Search-Engine"] == engine.name
    assert "noindex" in response["X-Robots-Tag"]
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == language
    assert feed.feed.id.startswith("urn:uuid:")
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"http://localhost{feed_url(language)}?q=Bont"
    assert client.get(links["alternate"]).context["results"].answer.total == 2
    assert [entry.created for entry in feed.entries] == ["2019-06-16", "2016-06-16"]
    assert feed.entries[0].published_parsed[:5] == (2020, 7, 1, 9, 30)
    assert feed.entries[0].updated_parsed[:3] == (2020, 7, 2)
    assert f"Whole text {language} 1." in feed.entries[0].content[0].value


@pytest.mark.parametrize("others", [3, 100])
def test_the_last_published_statement_comes_first_whatever_its_date(
    archive, client, language, others, django_assert_max_num_queries
):
    """With more results than a feed holds, the last published of them remain."""
    rows = [
        StatementRow(
            title=f"Bont {number}",
            date=datetime.date(2020, 1, 1) + datetime.timedelta(days=number),
            body=[],
            first_published_at=PUBLISHED + datetime.timedelta(days=1 + number * 37 % 101),
        )
        for number in range(others)
    ]
    old = StatementRow(title="Bont hen", date=datetime.date(1999, 5, 6), body=[])
    elsewhere = [
        StatementRow(title=f"Llyn {number}", date=datetime.date(2021, 1, 1), body=[])
        for number in range(50)
    ]
    create_statements(archive.indexes[language], [*rows, old, *elsewhere])
    consumer.consume_due()

    with django_assert_max_num_queries(40):
        feed = feedparser.parse(follow(client, language, "Bont").content)

    latest = sorted(rows, key=lambda row: row.first_published_at, reverse=True)
    titles = ["Bont hen", *(row.title for row in latest), "Bont & <1>", "Bont & <0>"]
    assert [entry.title for entry in feed.entries] == titles[: responses.FEED_LENGTH]


def test_another_language_is_marked(archive, client, language):
    response = follow(client, language, "Bont", lang=["en", "cy"])

    other = {"en": "cy", "cy": "en"}[language]
    assert response.content.decode().count(f'<entry xml:lang="{other}">') == 2
    assert len(feedparser.parse(response.content).entries) == 4


def test_an_unchanged_feed_is_not_sent_again(archive, client, language):
    first = follow(client, language, "Bont")
    again = follow(client, language, "Bont", headers={"If-None-Match": first["ETag"]})
    by_date = follow(
        client, language, "Bont", headers={"If-Modified-Since": first["Last-Modified"]}
    )
    other = follow(client, language, "Bont 1", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert by_date.status_code == 304
    assert other.status_code == 200
    make_statement(archive, language=language, title="Bont newydd")
    consumer.consume_due()
    later = follow(client, language, "Bont", headers={"If-None-Match": first["ETag"]})
    assert (later.status_code, later["ETag"] != first["ETag"]) == (200, True)


def test_the_feed_is_never_relaxed(archive, client, language):
    feed = feedparser.parse(follow(client, language, "Bont unicornz").content)

    assert not feed.bozo
    assert feed.entries == []


def test_only_public_statements_are_in_the_feed(archive, client, language):
    page = make_statement(archive, language=language, title="Canary Bont", publish=True)
    consumer.consume_due()
    page.title = "Draftcanary"
    page.save_revision()
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)]
    )

    assert b"anary" not in follow(client, language, "Bont").content


def test_the_number_of_queries_does_not_depend_on_the_results(archive, client, language):
    def queries(line: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            follow(client, language, line)
        return len(captured)

    def add(count: int) -> None:
        rows = [
            StatementRow(title=f"Bont {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(count)
        ]
        create_statements(archive.indexes[language], rows)
        consumer.consume_due()

    queries("Bont 1")
    few = queries("Bont 1")
    add(20)
    assert queries("Bont") <= few
    # With more results than a feed holds, the database is queried for the last published.
    add(40)
    many = queries("Bont")
    add(60)
    assert queries("Bont") <= many


@pytest.mark.parametrize("engine", ["embedded"], indirect=True)
def test_without_an_engine_feed_readers_get_retry_after(
    archive, engine, client, language, monkeypatch
):
    def fail(*args, **kwargs):
        raise EngineUnavailableError("gone")

    monkeypatch.setattr(type(engine), "search", fail)

    response = follow(client, language, "Bont")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]


def test_a_link_to_a_hidden_statement_is_plain_text(client, office, archive):
    hidden = make_statement(office, title="canary", live=False)
    page = make_statement(office, title="Bont newydd")
    page.body = [("paragraph", f'<p><a linktype="page" id="{hidden.pk}">some words</a></p>')]
    page.save()
    consumer.consume_due()

    text = follow(client, "en", "newydd").text
    assert "&lt;p&gt;some words&lt;/p&gt;" in text
    assert "canary" not in text

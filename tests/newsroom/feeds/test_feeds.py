"""Tests of feeds: full statements with correct dates in each format."""

import datetime
import html
import json
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.core.cache import cache

from newsroom.models import ArticleTopic, Topic, Withdrawal
from tests.factories import make_ready_image, make_statement

PUBLISHED = datetime.datetime(2020, 7, 1, 9, 30, tzinfo=datetime.UTC)
MEDIA_TYPES = {
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _empty_caches():
    cache.clear()


@pytest.fixture
def statement(office, language):
    page = make_statement(
        office,
        language=language,
        title="Tŷ & gŵyl <b>",
        text='A <a href="/documents/x/y.pdf">link</a>, bold.',
        summary="In short.",
        categories=[office.categories[language][0]],
        lead_image=make_ready_image(),
        lead_image_alt="A bridge",
        first_published_at=PUBLISHED,
        last_published_at=PUBLISHED + datetime.timedelta(days=1),
    )
    topic = Topic.objects.create(site=office.site, locale=page.locale, name="Rivers", slug="rivers")
    ArticleTopic.objects.create(page=page, topic=topic)
    return page


def feed_url(office, language, name, *, below="") -> str:
    return f"{office.indexes[language].url}{below}{name}"


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_xml_feeds_contain_the_full_statement(client, office, language, statement, name):
    response = client.get(feed_url(office, language, name))
    feed = feedparser.parse(response.content)
    (entry,) = feed.entries

    assert response["Content-Type"] == f"{MEDIA_TYPES[name]}; charset=utf-8"
    assert not feed.bozo
    assert feed.feed.language == language
    assert html.unescape(entry.title) == statement.title
    assert entry.link == f"http://localhost{statement.url}"
    assert entry.summary == "In short."
    assert entry.published_parsed[:5] == (2020, 7, 1, 9, 30)
    assert entry.created == "2016-06-16"
    assert {tag.term for tag in entry.tags} == {office.categories[language][0].name, "Rivers"}
    assert 'href="http://localhost/documents/x/y.pdf"' in entry.content[0].value
    assert entry.enclosures[0].type == "image/jpeg"
    assert int(entry.enclosures[0].length) > 0
    assert entry.id.startswith("urn:uuid:")


def test_rss_has_its_own_address_and_dates(client, office, language, statement):
    url = feed_url(office, language, "rss.xml")
    channel = ElementTree.fromstring(client.get(url).content).find("channel")  # noqa: S314  (our own)

    link = channel.find(f"{ATOM}link")
    assert (link.get("rel"), link.get("href")) == ("self", f"http://localhost{url}")
    assert channel.findtext("link") == f"http://localhost{office.indexes[language].url}"
    assert all(channel.findtext(name) for name in ("title", "description", "language"))
    assert channel.find("item/guid").get("isPermaLink") == "false"
    assert channel.findtext("item/pubDate") == "Wed, 01 Jul 2020 10:30:00 +0100"


def test_atom_has_what_the_format_requires(client, office, language, statement):
    url = feed_url(office, language, "atom.xml")
    feed = ElementTree.fromstring(client.get(url).content)  # noqa: S314  (our own)

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for part in (feed, feed.find(f"{ATOM}entry")):
        assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost{url}"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_json_feed_contains_the_full_statement(client, office, language, statement):
    response = client.get(feed_url(office, language, "feed.json"))
    feed = json.loads(response.content)
    (item,) = feed["items"]

    assert response["Content-Type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == item["language"] == language
    assert item["title"] == statement.title
    assert item["date_published"] == "2020-07-01T10:30:00+01:00"
    assert item["date_modified"] == "2020-07-02T10:30:00+01:00"
    assert item["_lectern"]["statement_date"] == "2016-06-16"
    assert item["image"].startswith("http://localhost/media/")
    assert "<p>" in item["content_html"]
    assert 'alt="A bridge"' in item["content_html"]


@pytest.mark.parametrize("name", list(MEDIA_TYPES))
def test_each_category_and_topic_has_feeds(client, office, language, statement, name):
    other = make_statement(office, language=language, title="Filed elsewhere")
    words = {"en": ("category", "topic"), "cy": ("categori", "pwnc")}[language]
    slug = office.categories[language][0].slug

    for below in (f"{words[0]}/{slug}/", f"{words[1]}/rivers/"):
        text = client.get(feed_url(office, language, name, below=below)).content.decode()
        assert statement.slug in text
        assert other.slug not in text
    missing = feed_url(office, language, name, below=f"{words[0]}/nothing/")
    assert client.get(missing).status_code == 404


def test_a_feed_contains_only_its_own_language(client, office, language, statement):
    other = {"en": "cy", "cy": "en"}[language]

    assert json.loads(client.get(feed_url(office, other, "feed.json")).content)["items"] == []


def test_the_id_is_independent_of_the_slug_and_differs_between_languages(
    client, office, language, statement
):
    url = feed_url(office, language, "feed.json")
    before = json.loads(client.get(url).content)["items"][0]["id"]
    statement.slug = "another"
    statement.save()
    other = {"en": "cy", "cy": "en"}[language]
    make_statement(office, language=other, translation_of=statement)

    after = json.loads(client.get(url).content)["items"][0]
    translated = json.loads(client.get(feed_url(office, other, "feed.json")).content)["items"][0]

    assert after["id"] == before
    assert after["url"].endswith("/another/")
    assert translated["id"] != before


@pytest.mark.parametrize("name", list(MEDIA_TYPES))
def test_an_unchanged_feed_is_not_sent_again(client, office, language, statement, name):
    url = feed_url(office, language, name)
    first = client.get(url)

    by_tag = client.get(url, headers={"if-none-match": first["ETag"]})
    by_time = client.get(url, headers={"if-modified-since": first["Last-Modified"]})
    make_statement(office, language=language, title="Another")
    changed = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert by_tag.content == b""
    assert changed.status_code == 200


def test_a_withdrawal_changes_etag_and_modification_time(client, office, language, statement):
    url = feed_url(office, language, "rss.xml")
    first = client.get(url)
    with time_machine.travel(PUBLISHED + datetime.timedelta(days=5)):
        statement.unpublish()

    assert Withdrawal.objects.count() == 1
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200
    by_time = client.get(url, headers={"if-modified-since": first["Last-Modified"]})
    assert by_time.status_code == 200


def test_newest_publication_comes_first_whatever_the_statements_date(client, office, language):
    for title, year, hours in (("Old words, published now", 2010, 0), ("Yesterday", 2020, 24)):
        make_statement(
            office,
            language=language,
            title=title,
            date=datetime.date(year, 1, 1),
            first_published_at=PUBLISHED - datetime.timedelta(hours=hours),
        )

    items = json.loads(client.get(feed_url(office, language, "feed.json")).content)["items"]

    assert [item["title"] for item in items] == ["Old words, published now", "Yesterday"]


def test_scripts_and_related_statements_are_removed(client, office, language):
    page = make_statement(office, language=language, title="Control \x08 character")
    page.body = [
        ("paragraph", '<p onclick="x()">Words<script>alert(1)</script></p>'),
        ("related", {"heading": "", "statements": [page]}),
    ]
    page.save()

    item = feedparser.parse(client.get(feed_url(office, language, "rss.xml")).content).entries[0]

    assert item.content[0].value == "<p>Words</p>"
    assert item.title == "Control  character"

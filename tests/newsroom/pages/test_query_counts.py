"""Tests that a page runs as many queries with 1,000 statements as with 50, in deep runs 5,000."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from config.http import caching
from newsroom.caching.page_store import page_store
from newsroom.caching.request_state import clear_values
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.media.renditions import prepare_pending
from newsroom.models import ArticlePage, Topic
from tests.factories import make_image
from tests.property_tests import DEEP

FEW, MANY = 50, 5_000 if DEEP else 1_000
FIRST = datetime.datetime(2010, 1, 1, 12, tzinfo=datetime.UTC)
# The numbers of queries with a full list, while no response is stored, but what the office's pages
# share in a state is. A higher number needs a reason.
CEILINGS = {
    "home": 10,
    "index": 10,
    "category": 10,
    "filtered": 10,
    "statement": 9,
    "feed": 5,
    "missing": 6,
}
# The same for the first response of a state: what all its pages share is read as well.
FIRST_CEILINGS = {
    "home": 24,
    "index": 26,
    "category": 26,
    "filtered": 26,
    "statement": 26,
    "feed": 20,
    "missing": 22,
}


@pytest.fixture(autouse=True)
def _with_state(settings, monkeypatch):
    settings.PAGE_CACHE_BYTES = 10_000_000
    # Otherwise a page that is shown ten seconds after the last asks for the next publication.
    monkeypatch.setattr(caching, "NEXT_DUE_CACHE_SECONDS", 3_600)
    caching.forget_next_due()
    yield
    caching.forget_next_due()


@pytest.fixture
def archive(office):
    """A function that fills the English index up to a number of statements."""
    image = make_image()
    prepare_pending()
    index, categories = office.indexes["en"], office.categories["en"]
    topics = [
        Topic.objects.create(site=office.site, locale=index.locale, name=name, slug=name)
        for name in ("rivers", "schools")
    ]

    def fill(number: int) -> None:
        rows = (
            StatementRow(
                title=f"Statement {position}",
                date=(FIRST + datetime.timedelta(days=position)).date(),
                body=[{"type": "paragraph", "value": "<p>Words.</p>", "id": str(position)}],
                categories=[categories[position % 3].pk],
                topics=[topics[position % 2].pk],
                lead_image_id=image.pk,
                lead_image_alt="A bridge",
                first_published_at=FIRST + datetime.timedelta(days=position),
                last_published_at=FIRST + datetime.timedelta(days=position),
            )
            for position in range(ArticlePage.objects.count(), number)
        )
        create_statements(index, rows)

    return fill


def query_counts(client, office, *, warm: bool = True) -> dict[str, int]:
    """Return the number of queries of each page, none of which is stored.

    Where `warm`, other pages were shown in the same state before.
    """
    index = office.indexes["en"].url
    category = office.categories["en"][0].slug
    middle = ArticlePage.objects.order_by("-date")[20]
    addresses = {
        "home": office.homes["en"].url,
        "index": index,
        "category": f"{index}category/{category}/",
        "filtered": f"{index}?category={category}&year=2010&page=1",
        "statement": middle.url,
        "feed": f"{index}rss.xml",
        "missing": f"{index}missing/",
    }
    counts = {}
    # The clock is stopped, so that no date passes in between.
    with time_machine.travel(timezone.now(), tick=False):
        for name, address in addresses.items():
            client.get(address)
            page_store.clear()
            if not warm:
                clear_values()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            assert response.status_code == (404 if name == "missing" else 200)
            counts[name] = len(queries)
    return counts


def above(counts: dict[str, int], ceilings: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number > ceilings[name]}


@pytest.mark.property
def test_queries_do_not_grow_with_the_archive(client, office, archive):
    cache.clear()
    Site.clear_site_root_paths_cache()
    archive(FEW)
    few, first_few = query_counts(client, office), query_counts(client, office, warm=False)
    archive(MANY)
    many, first_many = query_counts(client, office), query_counts(client, office, warm=False)

    assert ArticlePage.objects.public_now().count() == MANY
    assert (many, first_many) == (few, first_few)
    assert above(few, CEILINGS) == {}
    assert above(first_few, FIRST_CEILINGS) == {}


def test_each_page_reads_the_restrictions_once(client, office, archive):
    archive(FEW)
    for address in (
        office.homes["en"].url,
        office.indexes["en"].url,
        ArticlePage.objects.last().url,
    ):
        client.get(address)
        page_store.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        read = [row for row in queries if "wagtailcore_pageviewrestriction" in row["sql"]]
        assert len(read) == 1


def test_an_uncached_feed_reads_all_bodies_in_one_query(client, office, archive):
    archive(FEW)
    url = f"{office.indexes['en'].url}atom.xml"
    client.get(url)
    page_store.clear()
    clear_values()

    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert len(queries) <= FIRST_CEILINGS["feed"]

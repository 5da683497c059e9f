"""Tests that a page runs as many queries with 5,000 statements as with 50."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.media.renditions import prepare_pending
from newsroom.models import ArticlePage, Topic
from tests.factories import make_image

FEW, MANY = 50, 5_000
FIRST = datetime.datetime(2010, 1, 1, 12, tzinfo=datetime.UTC)
# The numbers of queries with a full list. A higher number needs a reason.
CEILINGS = {"home": 30, "index": 26, "filtered": 26, "statement": 26, "feed": 20}


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


def query_counts(client, office) -> dict[str, int]:
    """Return the number of queries of each page, with the caches that a running site has."""
    index = office.indexes["en"].url
    category = office.categories["en"][0].slug
    middle = ArticlePage.objects.order_by("-date")[20]
    addresses = {
        "home": office.homes["en"].url,
        "index": index,
        "filtered": f"{index}?category={category}&year=2010&page=1",
        "statement": middle.url,
        "feed": f"{index}rss.xml",
    }
    counts = {}
    # The clock is stopped, so that entries cached for seconds do not expire in between.
    with time_machine.travel(timezone.now(), tick=False):
        for name, address in addresses.items():
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            assert response.status_code == 200
            counts[name] = len(queries)
    return counts


def test_queries_do_not_grow_with_the_archive(client, office, archive):
    cache.clear()
    Site.clear_site_root_paths_cache()
    archive(FEW)
    few = query_counts(client, office)
    archive(MANY)
    many = query_counts(client, office)

    assert ArticlePage.objects.public_now().count() == MANY
    assert many == few
    assert {name: few[name] for name in few if few[name] > CEILINGS[name]} == {}


def test_an_uncached_feed_reads_all_bodies_in_one_query(client, office, archive):
    archive(FEW)
    url = f"{office.indexes['en'].url}atom.xml"
    client.get(url)
    cache.clear()

    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert len(queries) <= CEILINGS["feed"] + 10

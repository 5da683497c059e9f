"""A list of complete statements costs a constant number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.media.renditions import prepare_pending
from newsroom.models import NewsroomDocument, Topic
from tests.factories import make_image, make_statement

CEILING = 6


@pytest.fixture
def archive(office):
    """A function that adds statements with images, documents, links, terms and translations."""
    image, inner = make_image(), make_image()
    prepare_pending()
    document = NewsroomDocument.objects.create(title="Paper", file="documents/paper.pdf")
    first = make_statement(office, title="First")
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes["en"].locale, name="Rivers", slug="rivers"
    )

    def add(number: int) -> None:
        for position in range(number):
            page = make_statement(
                office,
                title=f"Statement {position}",
                date=datetime.date(2020, 1, 1 + position % 28),
                lead_image=image,
                lead_image_alt="A bridge",
                categories=office.categories["en"][:2],
            )
            page.body = [
                ("paragraph", f'<p><a linktype="page" id="{first.pk}">Link</a></p>'),
                ("document", {"document": document, "title": "", "description": ""}),
                ("related", {"heading": "", "statements": [first]}),
            ]
            page.body.append(("figure", {"image": inner, "caption": "Here", "credit": ""}))
            page.article_topics.create(topic=topic)
            page.save()
            make_statement(
                office, title=f"Datganiad {position}", language="cy", translation_of=page
            )

    return add


def queries_of(ask, address: str) -> int:
    ask(address)  # fills the process caches and takes a rate limit lease
    with CaptureQueriesContext(connection) as queries:
        reply = ask(f"{address}&sort=-date")
    assert reply.status == 200
    return len(queries)


def test_a_list_of_full_statements_costs_six_queries_at_most(ask, office, archive):
    archive(3)
    few = queries_of(ask, "/api/v1/statements/?fields=*&limit=5")
    archive(20)
    many = queries_of(ask, "/api/v1/statements/?fields=*&limit=20")
    all_ = queries_of(ask, "/api/v1/statements/?fields=*&limit=100")
    assert few == many == all_
    assert many <= CEILING

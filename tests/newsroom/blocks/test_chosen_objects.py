"""Pictures and documents of a body are read together, and each block shows its own."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.blocks.chosen_objects import known_objects
from newsroom.models import NewsroomDocument, NewsroomImage
from tests.factories import make_ready_image, make_statement


def figure(image: NewsroomImage, *, alt: str) -> dict[str, object]:
    picture = {"image": image.pk, "decorative": False, "alt_text": alt}
    return {"image": picture, "caption": f"Caption of {alt}", "credit": ""}


def body(images: list[NewsroomImage], documents: list[NewsroomDocument]) -> list[dict[str, object]]:
    """Return stored blocks that show all pictures twice and link to all documents twice."""
    links = " ".join(f'<a linktype="document" id="{row.pk}">{row.title}</a>' for row in documents)
    blocks: list[tuple[str, object]] = [
        *(("figure", figure(image, alt=f"figure {image.pk}")) for image in images),
        (
            "gallery",
            {
                "heading": "",
                "pictures": [figure(image, alt=f"gallery {image.pk}") for image in images],
            },
        ),
        ("paragraph", f"<p>{links}</p>"),
        ("callout", {"heading": "", "text": f"<p>{links}</p>"}),
        *(("document", {"document": row.pk, "title": "", "description": ""}) for row in documents),
    ]
    return [{"type": kind, "value": value} for kind, value in blocks]


@pytest.fixture
def page_with(office, language):
    """A function that makes a statement with so many pictures and documents."""

    def make(number: int):
        images = [make_ready_image(title=f"Picture {position}") for position in range(number)]
        documents = [
            NewsroomDocument.objects.create(title=f"Paper {position}", file=f"{position}.pdf")
            for position in range(number)
        ]
        page = make_statement(office, language=language)
        page.body = page.body.stream_block.to_python(body(images, documents))
        page.save()
        return page, images, documents

    return make


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [row["sql"] for row in captured]


def test_all_pictures_and_all_documents_are_one_query_each(client, page_with):
    (few, *_), (many, *_) = page_with(1), page_with(6)
    client.get(few.url)

    found = queries(client, many.url)

    assert len(found) == len(queries(client, few.url))
    for table in ("newsroom_newsroomimage", "newsroom_newsroomdocument"):
        assert len([sql for sql in found if f'FROM "{table}"' in sql]) == 1


def test_each_block_has_its_own_alternative_text(client, page_with):
    page, images, documents = page_with(2)
    html = client.get(page.url).text

    shown = re.findall(r' alt="((?:figure|gallery) \d+)"', html)
    assert shown == [f"{kind} {row.pk}" for kind in ("figure", "gallery") for row in images]
    for document in documents:
        assert html.count(f'href="{document.url}"') == 3


def test_deleted_objects_leave_nothing_behind(client, page_with):
    page, images, documents = page_with(2)
    NewsroomImage.objects.filter(pk=images[0].pk).delete()
    gone = documents[0].url
    documents[0].delete()
    html = client.get(page.url).text

    assert gone not in html
    assert documents[1].url in html
    assert f'alt="figure {images[0].pk}"' not in html


@pytest.mark.django_db
def test_objects_are_known_within_the_context_only(django_assert_num_queries):
    document = NewsroomDocument.objects.create(title="Paper", file="1.pdf")
    with (
        known_objects({NewsroomDocument: {document.pk: document, 99: None}}),
        django_assert_num_queries(0),
    ):
        found = NewsroomDocument.objects.in_bulk([str(document.pk), 99])
        assert found == {document.pk: document}
        assert found[document.pk] is not document
    with django_assert_num_queries(1):
        assert NewsroomDocument.objects.in_bulk([99]) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [[1, 5], ["x"], ["01"]])
def test_unknown_keys_are_read_as_usual(django_assert_num_queries, keys):
    with known_objects({NewsroomDocument: {1: None}}):
        if keys == ["x"]:
            with pytest.raises(ValueError, match="expected a number"):
                NewsroomDocument.objects.in_bulk(keys)
        elif keys == [1, 5]:
            with django_assert_num_queries(1):
                assert NewsroomDocument.objects.in_bulk(keys) == {}
        else:
            assert NewsroomDocument.objects.in_bulk(keys) == {}


@pytest.mark.django_db
def test_a_narrowed_query_is_asked(django_assert_num_queries):
    document = NewsroomDocument.objects.create(title="Paper", file="1.pdf")
    with (
        known_objects({NewsroomDocument: {document.pk: document}}),
        django_assert_num_queries(1),
    ):
        assert NewsroomDocument.objects.filter(title="Other").in_bulk([document.pk]) == {}


def test_chosen_statements_are_one_query_and_only_public_ones_are_shown(
    client, office, language, page_with
):
    page, *_ = page_with(1)
    client.get(page.url)
    without = len(queries(client, page.url))
    shown, draft, gone = (
        make_statement(office, language=language, title=title, live=title != "Canary draft")
        for title in ("Shown", "Canary draft", "Canary gone")
    )
    value = {"heading": "", "statements": [draft.pk, shown.pk, gone.pk]}
    page.body = page.body.stream_block.to_python(
        [*page.body.get_prep_value(), {"type": "related", "value": value}]
    )
    page.save()
    gone.delete()
    client.get(page.url)

    assert len(queries(client, page.url)) == without + 1
    html = client.get(page.url).text
    aside = html[html.index('class="part-related"') :].partition("</aside>")[0]
    assert "Shown" in aside
    assert "Canary" not in html

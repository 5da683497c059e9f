"""Statements created in bulk are complete pages."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Category, Topic
from newsroom.publishing.signals import statements_created
from newsroom.visibility import is_public
from tests.factories import make_image, make_statement

DAY = datetime.date(2019, 3, 1)


def paragraph(words: str) -> dict:
    return {"type": "paragraph", "value": f"<p>{words}</p>", "id": str(uuid.uuid4())}


def row(title: str = "A bridge reopens", **changes) -> StatementRow:
    fields = {"date": DAY, "body": [paragraph("The bridge is open.")], **changes}
    return StatementRow(title=title, **fields)


def test_pages_are_created_in_order_and_the_tree_is_valid(office, language):
    index = office.indexes[language]
    make_statement(office, language=language, title="First")

    ids = create_statements(index, [row(f"Number {n}") for n in range(7)], batch_size=3)

    pages = list(ArticlePage.objects.filter(pk__in=ids).order_by("path"))
    assert [page.pk for page in pages] == ids
    assert [page.title for page in pages] == [f"Number {n}" for n in range(7)]
    assert all(page.locale.language_code == language for page in pages)
    assert Page.find_problems() == ([], [], [], [], [])
    assert index.numchild == 8
    assert make_statement(office, language=language, title="After").path > pages[-1].path


def test_a_page_has_all_that_an_editor_needs(office, language, client):
    index = office.indexes[language]
    category = Category.objects.get(site=office.site, locale=index.locale, order=0)
    topic = Topic.objects.create(
        site=office.site, locale=index.locale, name="Bridges", slug="bridges"
    )
    image = make_image()
    values = {
        "categories": [category.pk],
        "topics": [topic.pk],
        "lead_image_id": image.pk,
        "lead_image_alt": "A bridge",
        "source_url": "https://old.example/a",
    }

    (pk,) = create_statements(index, [row(**values)])

    page = ArticlePage.objects.get(pk=pk)
    assert page.specific_class is ArticlePage
    assert [each.pk for each in page.categories.all()] == [category.pk]
    assert [each.pk for each in page.topics] == [topic.pk]
    assert page.url_path == f"{index.url_path}a-bridge-reopens/"
    assert is_public(page)
    assert page.latest_revision == page.live_revision
    again = page.latest_revision.as_object()
    assert again.title == page.title
    assert [each.pk for each in again.categories.all()] == [category.pk]
    assert [each.topic_id for each in again.article_topics.all()] == [topic.pk]
    assert again.body.raw_data[0]["value"] == "<p>The bridge is open.</p>"
    actions = PageLogEntry.objects.filter(page=pk).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["wagtail.create", "wagtail.publish"]
    assert ReferenceIndex.get_references_to(image).count() == 1
    assert [each.pk for each in ArticlePage.objects.search("bridge")] == [pk]


def test_references_equal_those_that_wagtail_records(office):
    (pk,) = create_statements(office.indexes["en"], [row(lead_image_id=make_image().pk)])
    ours = set(ReferenceIndex.objects.values_list("object_id", "model_path", "to_object_id"))

    ReferenceIndex.create_or_update_for_object(ArticlePage.objects.get(pk=pk))

    recorded = set(ReferenceIndex.objects.values_list("object_id", "model_path", "to_object_id"))
    assert recorded == ours


def test_a_draft_is_not_public_and_can_be_published_from_its_revision(office):
    (pk,) = create_statements(office.indexes["en"], [row(live=False)])
    page = ArticlePage.objects.get(pk=pk)

    assert not page.live
    assert page.first_published_at is None
    assert page.has_unpublished_changes

    page.latest_revision.publish()

    page.refresh_from_db()
    assert is_public(page)
    assert not page.has_unpublished_changes


def test_slugs_are_unique_and_never_reserved_ones(office):
    make_statement(office, title="Same")
    titles = ["Same", "Same", "2016", "Feeds", "???", "Tŷ'r Gŵyl", "word " * 60]

    ids = create_statements(office.indexes["en"], [row(title.strip()[:255]) for title in titles])

    slugs = list(ArticlePage.objects.filter(pk__in=ids).order_by("path").values_list("slug"))
    assert [slug for (slug,) in slugs][:6] == [
        "same-2",
        "same-3",
        "2016-2",
        "feeds-2",
        "statement",
        "tyr-gwyl",
    ]
    assert len(slugs[6][0]) <= 100


def test_the_signal_is_sent_for_each_batch(office):
    received: list[list[int]] = []

    def listen(page_ids, **kwargs):
        received.append(page_ids)

    statements_created.connect(listen)
    try:
        ids = create_statements(office.indexes["en"], [row() for _ in range(3)], batch_size=2)
    finally:
        statements_created.disconnect(listen)

    assert received == [ids[:2], ids[2:]]


def test_an_invalid_row_leaves_its_batch_unwritten(office):
    with pytest.raises(ValidationError):
        create_statements(office.indexes["en"], [row(), row("x" * 300)])

    assert not ArticlePage.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_batch_costs_a_fixed_number_of_queries(office, django_assert_max_num_queries):
    create_statements(office.indexes["en"], [row("Warm")])
    rows = [row(f"Number {n}") for n in range(200)]

    with django_assert_max_num_queries(60):
        create_statements(office.indexes["en"], rows)

"""The number of queries of a publication, which does not depend on the number of statements."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, ArticleTopic, Topic, TouchedPage
from search.models import OutboxEntry
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.editors import log_in, statement_form

# Wagtail's view and actions alone need 85. The record of the replaced text needs three, and so does
# the transaction around both languages; the gate needs two, the record of quotations one.
MOST_QUERIES = 129
MOST_QUERIES_OF_A_REVISION = 75


def fill(office, *, statements: int) -> None:
    body = [{"type": "paragraph", "value": "<p>Words</p>", "id": "1"}]
    for language, index in office.indexes.items():
        create_statements(
            index,
            [
                StatementRow(
                    title=f"Statement {number}",
                    date=datetime.date(2020, 1, 1),
                    body=body,
                    categories=[office.categories[language][0].pk],
                )
                for number in range(statements // 2)
            ],
        )


def make_pair(office, language):
    """Return a published statement with categories, a topic and a translation."""
    other = "cy" if language == "en" else "en"
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Rivers", slug="rivers"
    )
    page = make_statement(
        office, language=language, categories=office.categories[language][:2], publish=True
    )
    make_statement(office, language=other, translation_of=page, publish=True)
    ArticleTopic.objects.create(page=page, topic=topic)
    return ArticlePage.objects.get(pk=page.pk), topic


def form_of(page, topic, *, language, office, title):
    row = page.article_topics.get()
    return statement_form(
        page,
        title=title,
        categories=[term.pk for term in office.categories[language][:2]],
        **{"action-publish": "yes"},
    ) | {
        "article_topics-TOTAL_FORMS": 1,
        "article_topics-INITIAL_FORMS": 1,
        "article_topics-0-topic": topic.pk,
        "article_topics-0-id": row.pk,
        "article_topics-0-ORDER": 1,
        "article_topics-0-DELETE": "",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statements", [50, 500])
def test_a_publication_in_the_editor_needs_few_queries(statements, language):
    office = make_office()
    fill(office, statements=statements)
    page, topic = make_pair(office, language)
    client = log_in(office)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    # The first publication fills caches of content types and permissions.
    for title in ("First", "Second"):
        data = form_of(page, topic, language=language, office=office, title=title)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address, data)
        assert response.status_code == 302

    page.refresh_from_db()
    assert (page.title, page.live) == ("Second", True)
    assert len(queries) <= MOST_QUERIES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statements", [50, 500])
def test_the_publication_of_a_revision_needs_few_queries(statements, language):
    office = make_office()
    fill(office, statements=statements)
    page, _topic = make_pair(office, language)
    for title in ("First", "Second"):
        page.title = title
        revision = page.save_revision()
        with CaptureQueriesContext(connection) as queries:
            revision.publish()

    page.refresh_from_db()
    assert page.title == "Second"
    assert len(queries) <= MOST_QUERIES_OF_A_REVISION


@pytest.mark.django_db(transaction=True)
def test_a_publication_leaves_other_pages_to_the_worker(language):
    office = make_office()
    fill(office, statements=50)
    page = make_statement(office, language=language, publish=True)

    waiting = OutboxEntry.objects.filter(version=None)
    assert not waiting.filter(page_id=page.pk).exists()
    assert waiting.values("page_id").distinct().count() == 50
    assert TouchedPage.objects.filter(page_id=page.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_saved_draft_announces_nothing(language):
    office = make_office()
    page = make_statement(office, language=language, publish=True)
    rows = OutboxEntry.objects.count(), TouchedPage.objects.count()

    page.title = "Not yet"
    page.save_revision()

    assert (OutboxEntry.objects.count(), TouchedPage.objects.count()) == rows


def referred(page) -> set[tuple[str, str]]:
    """Return the kinds and ids of what the page refers to, without its own revisions."""
    rows = ReferenceIndex.get_references_for_object(page)
    return {(row.to_content_type.model, row.to_object_id) for row in rows}


def test_references_are_those_of_the_published_text(office, language):
    picture = make_image()
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Rivers", slug="rivers"
    )
    page = make_statement(office, language=language, publish=True)
    page.lead_image, page.lead_image_alt = picture, "A river"
    page.article_topics = [ArticleTopic(topic=topic)]
    revision = page.save_revision()
    assert referred(page) == set()

    revision.publish()

    assert referred(page) == {("newsroomimage", str(picture.pk)), ("topic", str(topic.pk))}


def test_a_partial_save_updates_the_references_it_changes(office, language):
    picture = make_image()
    page = make_statement(office, language=language, lead_image=picture, lead_image_alt="A river")
    page.lead_image = None
    page.title = "Not written"

    page.save(update_fields=["seo_title"])
    assert referred(page) == {("newsroomimage", str(picture.pk))}

    page.save(update_fields=["lead_image"])
    assert referred(page) == set()


def test_a_removed_topic_leaves_no_reference(office, language):
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Rivers", slug="rivers"
    )
    page = make_statement(office, language=language)
    page.article_topics = [ArticleTopic(topic=topic)]
    page.save()
    assert referred(page) == {("topic", str(topic.pk))}

    page.article_topics = []
    page.save()

    assert referred(page) == set()

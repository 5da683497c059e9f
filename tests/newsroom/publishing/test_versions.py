"""Tests that every text that was public is recorded when it is replaced or taken down."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.models import ArticlePage, StatementVersion
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_statement

HOUR = datetime.timedelta(hours=1)
MONDAY = datetime.datetime(2026, 6, 15, 9, tzinfo=datetime.UTC)


@pytest.fixture
def statement(office):
    with time_machine.travel(MONDAY, tick=False):
        return make_statement(office, title="First", publish=True)


def publish(page, *, at=None, **values):
    """Publish the statement with other values."""
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    with time_machine.travel(at or timezone.now(), tick=False):
        page.save_revision().publish()


def recorded(page) -> list[tuple]:
    rows = StatementVersion.objects.filter(page=page).order_by("number")
    return [(row.number, row.content["title"], row.public_from, row.public_until) for row in rows]


def test_each_replaced_text_is_recorded_with_its_time(statement):
    publish(statement, at=MONDAY + HOUR, title="Second")
    publish(statement, at=MONDAY + 2 * HOUR, title="Third")

    assert recorded(statement) == [
        (1, "First", MONDAY, MONDAY + HOUR),
        (2, "Second", MONDAY + HOUR, MONDAY + 2 * HOUR),
    ]
    statement.refresh_from_db()
    assert (statement.title, statement.earlier_versions) == ("Third", 2)


def test_the_same_words_published_again_are_no_new_version(statement):
    publish(statement)
    publish(statement, slug="elsewhere")

    assert recorded(statement) == []


def test_a_draft_is_no_version(statement):
    draft = ArticlePage.objects.get(pk=statement.pk)
    draft.title = "Draft"
    draft.save_revision()
    publish(statement, title="Second")

    assert [title for _number, title, *_times in recorded(statement)] == ["First"]


def test_a_text_that_was_taken_down_is_recorded_until_then(statement):
    with time_machine.travel(MONDAY + HOUR, tick=False):
        ArticlePage.objects.get(pk=statement.pk).unpublish()
    publish(statement, at=MONDAY + 3 * HOUR, title="Second")
    publish(statement, at=MONDAY + 4 * HOUR, title="Third")

    assert recorded(statement) == [
        (1, "First", MONDAY, MONDAY + HOUR),
        (2, "Second", MONDAY + 3 * HOUR, MONDAY + 4 * HOUR),
    ]


def test_an_expired_text_was_public_until_it_expired(statement):
    publish(statement, at=MONDAY, expire_at=MONDAY + HOUR)
    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        run_schedule()

    assert recorded(statement) == [(1, "First", MONDAY, MONDAY + HOUR)]
    statement.refresh_from_db()
    assert statement.earlier_versions == 1


@pytest.mark.parametrize("hidden_by", ["restriction", "start"])
def test_a_text_that_was_not_public_is_not_recorded(statement, hidden_by):
    if hidden_by == "restriction":
        PageViewRestriction.objects.create(page=statement, restriction_type="login")
    else:
        ArticlePage.objects.filter(pk=statement.pk).update(go_live_at=timezone.now() + HOUR)
    publish(statement, title="Second", go_live_at=None)

    assert recorded(statement) == []


def test_old_revisions_may_be_purged(statement):
    publish(statement, title="Second")
    publish(statement, title="Third")
    call_command("purge_revisions", stdout=io.StringIO())

    assert [title for _number, title, *_times in recorded(statement)] == ["First", "Second"]


def test_an_older_copy_in_memory_does_not_undo_the_record(statement):
    old = ArticlePage.objects.get(pk=statement.pk)
    publish(statement, title="Second")
    old.title = "Third"
    old.save()

    statement.refresh_from_db()
    assert (statement.title, statement.earlier_versions) == ("Third", 2)


def test_a_copy_has_no_earlier_versions(office, statement):
    publish(statement, title="Second")
    source = ArticlePage.objects.get(pk=statement.pk)
    copy = source.copy(update_attrs={"slug": "copy"}, reset_translation_key=True)
    alias = source.create_alias(
        parent=office.indexes["cy"], update_locale=office.indexes["cy"].locale
    )

    for page in (copy, alias):
        page.refresh_from_db()
        assert page.earlier_versions == 0


def test_a_partial_save_is_a_version_if_it_changes_words(statement):
    statement.title = "Second"
    statement.summary = "Not saved"
    statement.save(update_fields=["title"])
    statement.save(update_fields=["slug"])
    statement.title = "Third"
    statement.save(update_fields=["title"])

    assert [title for _number, title, *_times in recorded(statement)] == ["First", "Second"]
    statement.refresh_from_db()
    assert statement.earlier_versions == 2

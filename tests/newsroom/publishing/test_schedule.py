"""Tests of scheduled publication and expiry, including failures."""

import datetime
import threading
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_delete, pre_save
from wagtail.models import ModelLogEntry, PageLogEntry

from newsroom.models import ArticlePage, ScheduleFailure
from newsroom.publishing.schedule import _record_failure, due_items, next_due, run_schedule
from newsroom.visibility import is_public
from tests.factories import make_statement

LONDON = ZoneInfo("Europe/London")
NINE = datetime.datetime(2026, 6, 16, 9, 0, tzinfo=LONDON)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)


def schedule(page: ArticlePage, moment: datetime.datetime, **fields) -> ArticlePage:
    """Approve the page's newest version for `moment`, as "Schedule to publish" does."""
    page.go_live_at = moment
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


@pytest.fixture
def broken_title():
    """A title that makes saving a page fail, as an invalid field or a full disk would."""
    title = "Cannot be saved"

    def refuse(sender, instance, **kwargs):
        if isinstance(instance, ArticlePage) and instance.live and instance.title == title:
            raise ValidationError("the printer is on fire")

    pre_save.connect(refuse)
    yield title
    pre_save.disconnect(refuse)


def test_a_statement_is_published_at_its_moment_and_not_before(office, language):
    with time_machine.travel(NINE - HOUR, tick=False):
        page = schedule(make_statement(office, language=language, live=False), NINE)
        assert next_due() == NINE
    with time_machine.travel(NINE - MINUTE, tick=False):
        run_schedule()
        page.refresh_from_db()
        assert not page.live
    with time_machine.travel(NINE, tick=False):
        outcome = run_schedule()
        page.refresh_from_db()
        assert page.live
        assert page.first_published_at == NINE
        assert is_public(page)
    assert str(outcome) == "1 published"
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled").exists()


def test_a_new_version_of_a_live_statement_waits_for_its_moment(office):
    page = make_statement(office, publish=True)
    with time_machine.travel(NINE - HOUR, tick=False):
        schedule(page, NINE, title="The new title")
        page = ArticlePage.objects.get(pk=page.pk)
        assert page.title == "A statement"
        assert page.live
    with time_machine.travel(NINE, tick=False):
        run_schedule()
        assert ArticlePage.objects.get(pk=page.pk).title == "The new title"


def test_a_statement_is_taken_down_when_it_expires(office, language):
    page = make_statement(office, language=language, publish=True)
    with time_machine.travel(NINE - HOUR, tick=False):
        page.expire_at = NINE
        page.save_revision().publish()
        assert next_due() == NINE
    with time_machine.travel(NINE, tick=False):
        outcome = run_schedule()
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert str(outcome) == "1 expired"


def test_a_failure_does_not_stop_the_others(office, broken_title):
    with time_machine.travel(NINE - HOUR, tick=False):
        first = schedule(make_statement(office, title=broken_title, live=False), NINE)
        second = schedule(make_statement(office, title="Second", live=False), NINE + MINUTE)
    with time_machine.travel(NINE + HOUR, tick=False):
        outcome = run_schedule()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.live, second.live) == (False, True)
    assert (outcome.published, outcome.failed) == (1, 1)
    failure = ScheduleFailure.objects.get()
    assert (failure.page_id, failure.action, failure.due_at) == (first.pk, "publish", NINE)
    assert "the printer is on fire" in failure.error


def test_failures_are_retried_with_growing_pauses(office, broken_title):
    with time_machine.travel(NINE - HOUR, tick=False):
        schedule(make_statement(office, title=broken_title, live=False), NINE)
    pauses = []
    moment = NINE
    for _attempt in range(9):
        with time_machine.travel(moment, tick=False):
            run_schedule()
            assert run_schedule().failed == 0
            failure = ScheduleFailure.objects.get()
            pauses.append((failure.next_attempt_at - moment).total_seconds())
            assert next_due() == failure.next_attempt_at
        moment = failure.next_attempt_at
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1800, 1800]
    assert failure.attempts == 9


def test_a_failure_is_deleted_when_a_retry_succeeds(office, broken_title):
    with time_machine.travel(NINE - HOUR, tick=False):
        page = schedule(make_statement(office, title=broken_title, live=False), NINE)
    with time_machine.travel(NINE, tick=False):
        run_schedule()
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.content["title"] = "Can be saved"
    revision.save()
    with time_machine.travel(NINE + MINUTE, tick=False):
        assert run_schedule().published == 1
    assert not ScheduleFailure.objects.exists()


def test_a_failure_is_deleted_when_the_editor_cancels(office, broken_title):
    with time_machine.travel(NINE - HOUR, tick=False):
        page = schedule(make_statement(office, title=broken_title, live=False), NINE)
    with time_machine.travel(NINE, tick=False):
        run_schedule()
        page.revisions.update(approved_go_live_at=None)
        run_schedule()
    assert not ScheduleFailure.objects.exists()


def test_a_deleted_statement_is_no_failure(office):
    with time_machine.travel(NINE - HOUR, tick=False):
        page = schedule(make_statement(office, live=False), NINE)
        page.delete()
    with time_machine.travel(NINE, tick=False):
        assert run_schedule().failed == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_failure_during_a_deletion_stops_neither(office, broken_title):
    """The worker records that it could not publish a page which an editor is deleting."""
    with time_machine.travel(NINE - HOUR, tick=False):
        page = schedule(make_statement(office, title=broken_title, live=False), NINE)
    (item,) = due_items(now=NINE)
    recorded = []

    def record() -> None:
        try:
            _record_failure(item, error=ValueError("a full disk"), now=NINE)
            recorded.append(item)
        finally:
            connection.close()

    def record_meanwhile(sender, instance, **kwargs) -> None:
        # Django has already collected the rows to delete, and deletes none after this signal.
        worker = threading.Thread(target=record)
        worker.start()
        worker.join(timeout=30)

    pre_delete.connect(record_meanwhile, sender=ArticlePage)
    try:
        page.delete()
    finally:
        pre_delete.disconnect(record_meanwhile, sender=ArticlePage)
    assert recorded == [item]
    assert not ArticlePage.objects.filter(pk=page.pk).exists()
    run_schedule()
    assert not ScheduleFailure.objects.exists()


def test_after_a_pause_of_the_worker_due_items_run_in_order(office):
    page = make_statement(office, publish=True)
    with time_machine.travel(NINE - HOUR, tick=False):
        page.expire_at = NINE
        page.save_revision().publish()
        schedule(page, NINE + HOUR, expire_at=None, title="Back again")
    with time_machine.travel(NINE + 2 * HOUR, tick=False):
        outcome = run_schedule()
    page = ArticlePage.objects.get(pk=page.pk)
    assert (outcome.expired, outcome.published) == (1, 1)
    assert (page.live, page.title) == (True, "Back again")


def test_a_page_that_expired_during_a_pause_ends_unpublished(office):
    with time_machine.travel(NINE - HOUR, tick=False):
        page = make_statement(office, live=False)
        schedule(page, NINE, expire_at=NINE + HOUR)
    with time_machine.travel(NINE + 2 * HOUR, tick=False):
        outcome = run_schedule()
    page.refresh_from_db()
    assert (outcome.published, outcome.expired) == (1, 1)
    assert not page.live


@pytest.mark.parametrize(
    ("wall_clock", "utc"),
    [
        pytest.param((2026, 3, 28, 9), (2026, 3, 28, 9), id="the day before summer time"),
        pytest.param((2026, 3, 29, 9), (2026, 3, 29, 8), id="the day summer time begins"),
        pytest.param((2026, 10, 24, 9), (2026, 10, 24, 8), id="the day before it ends"),
        pytest.param((2026, 10, 25, 9), (2026, 10, 25, 9), id="the day it ends"),
    ],
)
def test_nine_in_the_morning_is_nine_in_london(office, wall_clock, utc):
    moment = datetime.datetime(*wall_clock, tzinfo=LONDON)
    in_utc = datetime.datetime(*utc, tzinfo=datetime.UTC)
    with time_machine.travel(in_utc - HOUR, tick=False):
        page = schedule(make_statement(office, live=False), moment)
    with time_machine.travel(in_utc - datetime.timedelta(seconds=1), tick=False):
        assert run_schedule().published == 0
    with time_machine.travel(in_utc, tick=False):
        assert run_schedule().published == 1
    page.refresh_from_db()
    assert page.live


def test_nothing_to_do_writes_nothing(office, django_assert_max_num_queries):
    make_statement(office, publish=True)
    entries = ModelLogEntry.objects.count()
    with django_assert_max_num_queries(5):
        run_schedule()
    assert ModelLogEntry.objects.count() == entries

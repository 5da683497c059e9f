"""Scheduled and paired publication by a worker that is killed at random points.

Each child process is a fork of this one, so that Python starts once. Half of them kill themselves
before a random statement of SQL, the others are killed after a random time.
"""

import datetime
import os
import random
import signal
import time

import pytest
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from newsroom.languages.configured import language_codes
from newsroom.models import (
    ArticlePage,
    Change,
    HeldVersion,
    ScheduleFailure,
    ToldState,
    TouchedPage,
)
from newsroom.partners.changes import sequencing
from newsroom.publishing import pair_acts
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_office, make_statement

KILLS = 50
MOST_RUNS = 400
HOUR = datetime.timedelta(hours=1)
SCHEDULED = "wagtail.publish.scheduled"


class Newsroom:
    """Drafts in pairs: scheduled together, one that waits for a scheduled one, and for later."""

    def __init__(self) -> None:
        office = make_office()
        self.due = timezone.now() - HOUR
        self.pairs = []
        for number in range(3):
            pair: list[ArticlePage] = []
            for code in language_codes():
                page = make_statement(
                    office,
                    language=code,
                    title=f"{code} {number}",
                    live=False,
                    translation_of=pair[0] if pair else None,
                    go_live_at=self.due if number < 2 else timezone.now() + HOUR,
                )
                page.save_revision()
                pair.append(page)
            self.pairs.append(pair)
        self.together, (self.waiting, self.awaited), self.later = self.pairs
        self.public = {page.pk for pair in self.pairs[:2] for page in pair}
        sequencing.sequence()
        self.schedule()

    def schedule(self) -> None:
        """Make all pages drafts again, approved for their time."""
        PageLogEntry.objects.all().delete()
        Page.objects.filter(pk__in=self.public).update(
            live=False, first_published_at=None, live_revision=None, has_unpublished_changes=True
        )
        for told in (Change, ToldState, TouchedPage):
            told.objects.all().delete()
        for page in (*self.together, self.awaited):
            self._revisions(page).update(approved_go_live_at=self.due)
        for page in self.later:
            self._revisions(page).update(approved_go_live_at=timezone.now() + HOUR)
        pair_acts.hold(self.waiting, user=None)

    def check(self) -> None:
        """Fail if anything is public twice, early, or in one language only."""
        live = set(Page.objects.filter(live=True, depth__gt=3).values_list("pk", flat=True))
        assert live <= self.public, "early"
        for pair in self.pairs:
            ids = {page.pk for page in pair}
            assert ids & live in (set(), ids), "half of a pair"
        logged = list(self._log().values_list("page_id", flat=True))
        assert len(logged) == len(set(logged)), "twice"
        assert not ScheduleFailure.objects.exists()
        assert HeldVersion.objects.exists() != (self.waiting.pk in live), "lost, or waits twice"

    def check_complete(self) -> None:
        """Fail unless everything that is due is public and told to partners, once."""
        self.check()
        live = set(Page.objects.filter(live=True, depth__gt=3).values_list("pk", flat=True))
        assert live == self.public, "lost"
        assert self._log().filter(action=SCHEDULED).count() == 3
        sequencing.sequence()
        assert not TouchedPage.objects.exists()
        told = Change.objects.order_by("position").values_list("page_id", "kind", "noticed_at")
        assert sorted(page_id for page_id, *_rest in told) == sorted(self.public)
        assert {kind for _page, kind, _at in told} == {"published"}
        moments = {page_id: moment for page_id, _kind, moment in told}
        for one, other in self.pairs[:2]:
            assert moments[one.pk] == moments[other.pk], "two moments"

    def _log(self):
        return PageLogEntry.objects.filter(action__in=[SCHEDULED, "wagtail.publish"])

    def _revisions(self, page: Page):
        return Revision.page_revisions.filter(object_id=str(page.pk))


def work(*, statements: int | None) -> None:
    """Run the worker's jobs; die before the statement with this number."""
    count = 0

    def die(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        run_schedule()
        sequencing.sequence()


def run_child(*, statements: int | None = None, seconds: float | None = None) -> bool:
    """Run the worker in a child process; return whether it was killed."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work(statements=statements)
            code = 0
        finally:
            os._exit(code)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        assert os.WEXITSTATUS(status) == 0, "the worker failed"
    return os.WIFSIGNALED(status)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_twice_lost_early_or_half_after_fifty_kills():
    newsroom = Newsroom()
    begin = time.monotonic()
    assert not run_child()
    duration = time.monotonic() - begin
    newsroom.check_complete()
    newsroom.schedule()
    chance = random.Random(11)
    kills = 0
    for _run in range(MOST_RUNS):
        if kills == KILLS:
            break
        if kills % 2:
            killed = run_child(seconds=chance.uniform(0, duration * 0.35))
        else:
            killed = run_child(statements=chance.randint(1, 90))
        kills += killed
        newsroom.check()
        if not killed:
            newsroom.check_complete()
            newsroom.schedule()
    assert kills == KILLS
    assert not run_child()
    newsroom.check_complete()

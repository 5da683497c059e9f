"""Which digests are due, and who sends them?

At least once. A digest is claimed by moving its due time, sent, and marked as sent. Two workers
never send the same, since only one can move the time. Where a worker dies between sending and
marking, the one e-mail that was under way goes out again after `LEASE`, with the same Message-ID;
the other order would lose statements without anybody noticing.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from search.alerts.arrivals import note_arrivals
from search.alerts.calendar import next_digest
from search.alerts.delivery import NoTransportError, NotSentError, Post, RefusedError
from search.alerts.letters import digest
from search.alerts.new_results import News, Watch
from search.models.alerts import Arrival, SavedSearch
from search.querying.answers import SearchUnavailableError

logger = logging.getLogger(__name__)

BATCH = 200
# Half of what a job may take before it counts as stuck; the next run goes on.
LONGEST_PASS = 15 * 60.0  # seconds
# Longer than a mail server may take for one e-mail.
LEASE = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
# Digests that a server has refused in a row, each time for good, before the address is left alone.
MOST_REFUSALS = 3


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one pass did, in digests."""

    sent: int = 0
    empty: int = 0
    failed: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            sent=self.sent + other.sent,
            empty=self.empty + other.empty,
            failed=self.failed + other.failed,
        )

    def __str__(self) -> str:
        return f"{self.sent} digests sent, {self.empty} without news, {self.failed} put off"


def work_off() -> str:
    """Send what is due, for the worker; return what was done, empty for nothing."""
    if not settings.SEARCH_ALERTS:
        return ""
    note_arrivals()
    outcome = send_due()
    return str(outcome) if outcome != Outcome() else ""


def next_due() -> datetime | None:
    """Return the next moment at which digests leave; what is overdue has the job's own rhythm."""
    return (
        SavedSearch.objects.filter(next_digest_at__gt=timezone.now(), disabled_at=None)
        .order_by("next_digest_at")
        .values_list("next_digest_at", flat=True)
        .first()
    )


def due() -> QuerySet[SavedSearch]:
    """Return the alerts whose digest is due, those that ask the same side by side."""
    return SavedSearch.objects.filter(
        confirmed_at__isnull=False, disabled_at=None, next_digest_at__lte=timezone.now()
    ).order_by("site_id", "language", "query_digest", "after", "pk")


def send_due() -> Outcome:
    """Send all digests that are due. Raises where no e-mail can leave or no engine answers."""
    if not due().exists():
        return Outcome()
    watch = Watch()
    outcome = Outcome(empty=_skip_without_arrivals(watch))
    deadline = time.monotonic() + LONGEST_PASS
    with Post() as post:
        while rows := list(due().values_list("pk", "next_digest_at")[:BATCH]):
            for number, moment in rows:
                if time.monotonic() > deadline:
                    return outcome
                if _claim(number, moment=moment):
                    outcome += _deliver(number, moment=moment, watch=watch, post=post)
    return outcome


def _skip_without_arrivals(watch: Watch) -> int:
    """Put all for whom nothing at all has arrived to their next time, in one go.

    Those who follow another language than their own, which their search names, are looked at.
    """
    arrivals = Arrival.objects.filter(
        site_id=OuterRef("site_id"),
        language=OuterRef("language"),
        position__gt=OuterRef("after"),
        position__lte=watch.until,
    )
    now, count = timezone.now(), 0
    for frequency in SavedSearch.Frequency.values:
        count += (
            due()
            .order_by()
            .filter(~Exists(arrivals), frequency=frequency)
            .exclude(query__contains="lang=")
            .update(next_digest_at=next_digest(frequency, now=now))
        )
    return count


def _claim(number: int, *, moment: datetime) -> bool:
    """Take one digest; return whether it is ours."""
    rows = SavedSearch.objects.filter(pk=number, next_digest_at=moment)
    return bool(rows.update(next_digest_at=timezone.now() + LEASE))


def _deliver(number: int, *, moment: datetime, watch: Watch, post: Post) -> Outcome:
    """Send one digest that we hold, if there is news and the reader is still there."""
    saved = SavedSearch.objects.select_related("site").filter(pk=number).first()
    if saved is None:
        return Outcome()
    try:
        news = watch.news(saved)
        if news.total:
            post.send(_letter(saved, news=news, watch=watch))
    except (NoTransportError, SearchUnavailableError):
        # Nobody's digest can leave now: give this one back and let the job fail visibly.
        SavedSearch.objects.filter(pk=number).update(next_digest_at=moment)
        raise
    except NotSentError as error:
        _put_off(saved, error=error)
        return Outcome(failed=1)
    except Exception as error:
        # The boundary between readers: none may stop the others.
        logger.exception("%s could not be made", saved)
        _put_off(saved, error=NotSentError(type(error).__name__))
        return Outcome(failed=1)
    _mark(saved, until=watch.until, was_sent=bool(news.total))
    return Outcome(sent=1) if news.total else Outcome(empty=1)


def _letter(saved: SavedSearch, *, news: News, watch: Watch):
    return digest(saved, pages=news.pages, total=news.total, until=watch.until)


def _mark(saved: SavedSearch, *, until: int, was_sent: bool) -> None:
    """Remember how far the reader was told. A reader who left meanwhile has no row."""
    now = timezone.now()
    changes: dict = {"after": max(until, saved.after)}
    changes["next_digest_at"] = next_digest(saved.frequency, now=now)
    if was_sent:
        changes |= {"last_sent_at": now, "failures": 0, "refusals": 0, "last_error": ""}
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)


def _put_off(saved: SavedSearch, *, error: NotSentError) -> None:
    """Try again, each time twice as late; leave alone an address that is always refused."""
    now = timezone.now()
    refusals = saved.refusals + 1 if isinstance(error, RefusedError) else 0
    changes: dict = {
        "failures": saved.failures + 1,
        "refusals": refusals,
        "last_error": error.reason[:100],
        "next_digest_at": now + min(FIRST_PAUSE * 2 ** min(saved.failures, 10), LONGEST_PAUSE),
    }
    if refusals >= MOST_REFUSALS:
        changes["disabled_at"] = now
    elif refusals:
        # A full mailbox or a mistake of the server's may be over on the next day.
        changes["next_digest_at"] = next_digest(SavedSearch.Frequency.DAILY, now=now)
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)
    logger.warning("%s could not be sent: %s", saved, error.reason)

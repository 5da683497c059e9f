"""Sending of the digests that are due, each at least once.

A digest is claimed by moving its due time, sent, and marked as sent. Two workers never send the
same digest, since only one of them can move the time. Where a worker dies between sending and
marking, that digest is sent again after `LEASE`, with the same Message-ID; marking first would lose
statements unnoticed.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from search.alerts.arrivals import record_arrivals
from search.alerts.calendar import next_digest
from search.alerts.delivery import (
    AddressRefusedError,
    MailConnection,
    MailUnavailableError,
    NotSentError,
)
from search.alerts.emails import digest_email
from search.alerts.new_results import NewResults, NewResultsFinder
from search.models.alerts import Arrival, SavedSearch
from search.querying.answers import SearchUnavailableError

logger = logging.getLogger(__name__)

BATCH_SIZE = 200
# Half of the time after which a job counts as stuck; the next run continues.
MAX_RUN_SECONDS = 15 * 60.0
# Longer than a mail server may take for one e-mail.
LEASE = timedelta(minutes=10)
FIRST_RETRY_DELAY = timedelta(minutes=10)
MAX_RETRY_DELAY = timedelta(hours=6)
# Permanent refusals of successive digests before the alert is disabled.
MAX_REFUSALS = 3


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The numbers of digests that one run sent, found empty, and failed to send."""

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


def run() -> str:
    """Send the digests that are due, for the worker; return what was done, empty for nothing."""
    if not settings.SEARCH_ALERTS:
        return ""
    record_arrivals()
    outcome = send_due_digests()
    return str(outcome) if outcome != Outcome() else ""


def next_due() -> datetime | None:
    """Return when the next digest is due; overdue ones are left to the job's interval."""
    return (
        SavedSearch.objects.filter(next_digest_at__gt=timezone.now(), disabled_at=None)
        .order_by("next_digest_at")
        .values_list("next_digest_at", flat=True)
        .first()
    )


def due_alerts() -> "QuerySet[SavedSearch]":
    """Return the alerts whose digest is due, those with the same search next to each other."""
    return SavedSearch.objects.filter(
        confirmed_at__isnull=False, disabled_at=None, next_digest_at__lte=timezone.now()
    ).order_by("site_id", "language", "query_digest", "after", "pk")


def send_due_digests() -> Outcome:
    """Send all digests that are due.

    Raises MailUnavailableError or SearchUnavailableError where none can be sent at all.
    """
    if not due_alerts().exists():
        return Outcome()
    finder = NewResultsFinder()
    outcome = Outcome(empty=_skip_without_arrivals(finder))
    deadline = time.monotonic() + MAX_RUN_SECONDS
    with MailConnection() as connection:
        while rows := list(due_alerts().values_list("pk", "next_digest_at")[:BATCH_SIZE]):
            for alert_id, due_at in rows:
                if time.monotonic() > deadline:
                    return outcome
                if due_at is not None and _claim(alert_id, due_at=due_at):
                    outcome += _deliver(
                        alert_id, due_at=due_at, finder=finder, connection=connection
                    )
    return outcome


def _skip_without_arrivals(finder: NewResultsFinder) -> int:
    """Postpone all alerts for which no statement has arrived, in one query for each frequency.

    Alerts that search other languages, which their query names, are left to be searched.
    """
    arrivals = Arrival.objects.filter(
        site_id=OuterRef("site_id"),
        language=OuterRef("language"),
        position__gt=OuterRef("after"),
        position__lte=finder.until,
    )
    now, count = timezone.now(), 0
    for frequency in SavedSearch.Frequency.values:
        count += (
            due_alerts()
            .order_by()
            .filter(~Exists(arrivals), frequency=frequency)
            .exclude(query__contains="lang=")
            .update(next_digest_at=next_digest(frequency, now=now))
        )
    return count


def _claim(alert_id: int, *, due_at: datetime) -> bool:
    """Claim a digest; return False where another worker has claimed it."""
    rows = SavedSearch.objects.filter(pk=alert_id, next_digest_at=due_at)
    return bool(rows.update(next_digest_at=timezone.now() + LEASE))


def _deliver(
    alert_id: int, *, due_at: datetime, finder: NewResultsFinder, connection: MailConnection
) -> Outcome:
    """Send a claimed digest, unless it is empty or the reader has unsubscribed."""
    saved = SavedSearch.objects.select_related("site").filter(pk=alert_id).first()
    if saved is None:
        return Outcome()
    try:
        results = finder.find(saved)
        if results.total:
            connection.send(_email(saved, results=results, until=finder.until))
    except (MailUnavailableError, SearchUnavailableError):
        # No digest can be sent now: release this one and let the job fail visibly.
        SavedSearch.objects.filter(pk=alert_id).update(next_digest_at=due_at)
        raise
    except NotSentError as error:
        _postpone(saved, error=error)
        return Outcome(failed=1)
    except Exception as error:
        # The boundary between readers: an error with one must not stop the others.
        logger.exception("%s could not be made", saved)
        _postpone(saved, error=NotSentError(type(error).__name__))
        return Outcome(failed=1)
    _mark_done(saved, until=finder.until, was_sent=bool(results.total))
    return Outcome(sent=1) if results.total else Outcome(empty=1)


def _email(saved: SavedSearch, *, results: NewResults, until: int) -> EmailMessage:
    return digest_email(saved, statements=results.statements, total=results.total, until=until)


def _mark_done(saved: SavedSearch, *, until: int, was_sent: bool) -> None:
    """Record the position that the digest has covered. An unsubscribed reader has no row."""
    now = timezone.now()
    changes: dict[str, object] = {
        "after": max(until, saved.after),
        "next_digest_at": next_digest(saved.frequency, now=now),
    }
    if was_sent:
        changes |= {"last_sent_at": now, "failures": 0, "refusals": 0, "last_error": ""}
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)


def _postpone(saved: SavedSearch, *, error: NotSentError) -> None:
    """Schedule the next attempt with exponential delays; disable an address that keeps refusing."""
    now = timezone.now()
    refusals = saved.refusals + 1 if isinstance(error, AddressRefusedError) else 0
    delay = min(FIRST_RETRY_DELAY * 2 ** min(saved.failures, 10), MAX_RETRY_DELAY)
    changes: dict[str, object] = {
        "failures": saved.failures + 1,
        "refusals": refusals,
        "last_error": error.reason[:100],
        "next_digest_at": now + delay,
    }
    if refusals >= MAX_REFUSALS:
        changes["disabled_at"] = now
    elif refusals:
        # A full mailbox or an error of the server may be over on the next day.
        changes["next_digest_at"] = next_digest(SavedSearch.Frequency.DAILY, now=now)
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)
    logger.warning("%s could not be sent: %s", saved, error.reason)

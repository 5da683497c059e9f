"""Sending of confirmation e-mails, and deletion of alerts that are never confirmed.

The worker sends the e-mails: a request never waits for a mail server, and takes the same time
whether an address is known or not.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from search.alerts.delivery import (
    AddressRefusedError,
    MailConnection,
    MailUnavailableError,
    NotSentError,
)
from search.alerts.emails import confirmation_email, reminder_email
from search.alerts.subscriptions import delete_expired
from search.models.alerts import SavedSearch

logger = logging.getLogger(__name__)

BATCH_SIZE = 100
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
MAX_RUN_SECONDS = 30.0  # the next run continues


def run() -> str:
    """Send the e-mails that are due, for the worker; return what was done, empty for nothing."""
    if not settings.SEARCH_ALERTS:
        return ""
    sent = send_due_emails()
    return f"{sent} letters sent" if sent else ""


def delete_expired_alerts() -> str:
    """Delete expired alerts, for the worker; return what was done, empty for nothing."""
    count = delete_expired()
    return f"{count} alerts forgotten" if count else ""


def next_due() -> datetime | None:
    """Return when the next e-mail is due; overdue ones are left to the job's interval."""
    return (
        SavedSearch.objects.filter(letter_due_at__gt=timezone.now())
        .order_by("letter_due_at")
        .values_list("letter_due_at", flat=True)
        .first()
    )


def send_due_emails() -> int:
    """Send all e-mails that are due; return how many were sent.

    Raises MailUnavailableError where no e-mail can be sent at all.
    """
    sent = 0
    due = SavedSearch.objects.filter(letter_due_at__lte=timezone.now()).order_by("letter_due_at")
    if not due.exists():
        return 0
    deadline = time.monotonic() + MAX_RUN_SECONDS
    with MailConnection() as connection:
        while rows := list(due.values_list("pk", "letter_due_at")[:BATCH_SIZE]):
            for alert_id, due_at in rows:
                if time.monotonic() > deadline:
                    return sent
                leased_until = timezone.now() + LEASE
                claimed = SavedSearch.objects.filter(pk=alert_id, letter_due_at=due_at)
                if claimed.update(letter_due_at=leased_until):
                    sent += _deliver(alert_id, leased_until=leased_until, connection=connection)
    return sent


def _deliver(alert_id: int, *, leased_until: datetime, connection: MailConnection) -> bool:
    saved = SavedSearch.objects.select_related("site").filter(pk=alert_id).first()
    if saved is None:
        return False
    # Where the reader asked again meanwhile, another e-mail is due, and this matches no row.
    leased = SavedSearch.objects.filter(pk=alert_id, letter_due_at=leased_until)
    try:
        connection.send(reminder_email(saved) if saved.is_active else confirmation_email(saved))
    except MailUnavailableError as error:
        leased.update(letter_due_at=_next_attempt(saved), failures=saved.failures + 1)
        logger.warning("no letter can be sent: %s", error.reason)
        raise
    except NotSentError as error:
        # An address that refuses e-mail is not tried again; the alert expires unconfirmed.
        gives_up = isinstance(error, AddressRefusedError) or saved.failures >= MAX_ATTEMPTS
        leased.update(
            letter_due_at=None if gives_up else _next_attempt(saved),
            failures=saved.failures + 1,
            last_error=error.reason[:100],
        )
        logger.warning("the letter of %s could not be sent: %s", saved, error.reason)
        return False
    except Exception as error:
        # The boundary between readers: an error with one must not stop the others.
        logger.exception("the letter of %s could not be made", saved)
        leased.update(
            letter_due_at=_next_attempt(saved),
            failures=saved.failures + 1,
            last_error=type(error).__name__,
        )
        return False
    leased.update(letter_due_at=None, failures=0, last_error="")
    return True


def _next_attempt(saved: SavedSearch) -> datetime:
    return timezone.now() + timedelta(minutes=2 ** min(saved.failures, 6))

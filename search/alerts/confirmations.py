"""Who is asked to confirm, and when is somebody who does not forgotten?

The letters leave from the worker: a page never waits for a mail server, and answers in the same
time whether an address is known or not.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from search.alerts.delivery import NoTransportError, NotSentError, Post, RefusedError
from search.alerts.letters import confirmation, reminder
from search.alerts.subscribing import forget_old
from search.models.alerts import SavedSearch

logger = logging.getLogger(__name__)

BATCH = 100
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
LONGEST_PASS = 30.0  # seconds; the next run goes on


def work_off() -> str:
    """Send the letters that are due, for the worker; return what was done, empty for nothing."""
    if not settings.SEARCH_ALERTS:
        return ""
    sent = send_letters()
    return f"{sent} letters sent" if sent else ""


def forget() -> str:
    """Forget who never confirmed, for the worker; return what was done, empty for nothing."""
    count = forget_old()
    return f"{count} alerts forgotten" if count else ""


def next_due() -> datetime | None:
    """Return when the next letter is due; what is overdue has the job's own rhythm."""
    return (
        SavedSearch.objects.filter(letter_due_at__gt=timezone.now())
        .order_by("letter_due_at")
        .values_list("letter_due_at", flat=True)
        .first()
    )


def send_letters() -> int:
    """Send all letters that are due; return how many left. Raises where no e-mail can leave."""
    sent = 0
    due = SavedSearch.objects.filter(letter_due_at__lte=timezone.now()).order_by("letter_due_at")
    if not due.exists():
        return 0
    deadline = time.monotonic() + LONGEST_PASS
    with Post() as post:
        while rows := list(due.values_list("pk", "letter_due_at")[:BATCH]):
            for number, moment in rows:
                if time.monotonic() > deadline:
                    return sent
                held = timezone.now() + LEASE
                ours = SavedSearch.objects.filter(pk=number, letter_due_at=moment)
                if ours.update(letter_due_at=held):
                    sent += _deliver(number, held=held, post=post)
    return sent


def _deliver(number: int, *, held: datetime, post: Post) -> bool:
    saved = SavedSearch.objects.select_related("site").filter(pk=number).first()
    if saved is None:
        return False
    # Where the reader asked again meanwhile, another letter is due.
    ours = SavedSearch.objects.filter(pk=number, letter_due_at=held)
    try:
        post.send(reminder(saved) if saved.is_active else confirmation(saved))
    except NoTransportError as error:
        ours.update(letter_due_at=_later(saved), failures=saved.failures + 1)
        logger.warning("no letter can be sent: %s", error.reason)
        raise
    except NotSentError as error:
        # An address that takes nothing is never asked again, and forgotten with the unconfirmed.
        over = isinstance(error, RefusedError) or saved.failures >= MOST_ATTEMPTS
        ours.update(
            letter_due_at=None if over else _later(saved),
            failures=saved.failures + 1,
            last_error=error.reason[:100],
        )
        logger.warning("the letter of %s could not be sent: %s", saved, error.reason)
        return False
    except Exception as error:
        # The boundary between readers: none may stop the others.
        logger.exception("the letter of %s could not be made", saved)
        ours.update(
            letter_due_at=_later(saved),
            failures=saved.failures + 1,
            last_error=type(error).__name__,
        )
        return False
    ours.update(letter_due_at=None, failures=0, last_error="")
    return True


def _later(saved: SavedSearch) -> datetime:
    return timezone.now() + timedelta(minutes=2 ** min(saved.failures, 6))

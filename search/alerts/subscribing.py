"""What happens when a reader asks for an alert, confirms, changes and ends it?"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from search.alerts import limits
from search.alerts.arrivals import feed_position
from search.alerts.calendar import next_digest
from search.alerts.links import CONFIRM_WITHIN
from search.alerts.searches import canonical, digest_of
from search.models.alerts import SavedSearch
from search.querying.answers import Question

# How long the office sees that an address refuses e-mails, before it is forgotten.
KEPT_DISABLED = timedelta(days=30)


def normalised(email: str) -> str:
    """Return the address by which two spellings are known as one."""
    return email.strip().lower()


@transaction.atomic
def ask_for(*, site: Site, email: str, question: Question, frequency: str) -> None:
    """Have a letter sent to the address that asks for confirmation, unless there were too many.

    Returns nothing and takes the same way for an address that is known and one that is not.
    """
    email, query, now = normalised(email), canonical(question), timezone.now()
    if not limits.may_write_to(email):
        return
    saved, created = SavedSearch.objects.get_or_create(
        email=email,
        site=site,
        language=question.language,
        query_digest=digest_of(query),
        defaults={
            "query": query,
            "frequency": frequency,
            "after": feed_position(),
            "asked_at": now,
            "letter_due_at": now,
        },
    )
    if created:
        return
    changes: dict = {"letter_due_at": now}
    if not saved.is_active:
        changes |= {"asked_at": now, "frequency": frequency}
    # Of an alert that runs nothing changes: whoever asked may be a stranger.
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)


def find(key: uuid.UUID | None, *, site: Site | None) -> SavedSearch | None:
    """Return the alert with this key, if it is of this site."""
    if key is None or site is None:
        return None
    return SavedSearch.objects.select_related("site").filter(key=key, site=site).first()


def confirm(saved: SavedSearch) -> None:
    """Begin to send digests; what became public since the reader asked is in the first."""
    if saved.is_active:
        return
    now = timezone.now()
    SavedSearch.objects.filter(pk=saved.pk).update(
        confirmed_at=now,
        letter_due_at=None,
        next_digest_at=next_digest(saved.frequency, now=now),
        disabled_at=None,
        failures=0,
        refusals=0,
        last_error="",
    )


def change_frequency(saved: SavedSearch, *, frequency: str) -> None:
    """Send digests more or less often from now on."""
    due = next_digest(frequency, now=timezone.now())
    SavedSearch.objects.filter(pk=saved.pk).update(frequency=frequency, next_digest_at=due)


def unsubscribe(saved: SavedSearch) -> None:
    """End the alert and forget the reader."""
    saved.delete()


def forget_address(email: str) -> int:
    """Delete every alert of an address, confirmed or not; return how many there were."""
    return SavedSearch.objects.filter(email=normalised(email)).delete()[0]


def forget_old() -> int:
    """Delete what was never confirmed, and addresses that have long refused; return how many."""
    now = timezone.now()
    unconfirmed = SavedSearch.objects.filter(
        confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN
    ).delete()[0]
    disabled = SavedSearch.objects.filter(disabled_at__lt=now - KEPT_DISABLED).delete()[0]
    limits.forget_old_counts()
    return unconfirmed + disabled

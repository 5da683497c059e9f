"""The life of an alert: requested, confirmed, changed, ended, expired."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from search.alerts import limits
from search.alerts.arrivals import feed_position
from search.alerts.calendar import next_digest
from search.alerts.links import CONFIRM_TOKEN_AGE
from search.alerts.saved_searches import canonical_query, query_digest
from search.models.alerts import SavedSearch
from search.querying.answers import Question

# How long the office sees that an address refuses e-mails, before its alerts are deleted.
DISABLED_RETENTION = timedelta(days=30)


def normalised_email(email: str) -> str:
    """Return an e-mail address without spaces around it and in lower case."""
    return email.strip().lower()


@transaction.atomic
def request_alert(*, site: Site, email: str, question: Question, frequency: str) -> None:
    """Queue an e-mail that asks for confirmation, unless the address has had too many today.

    What the caller sees does not depend on whether the address is known.
    """
    email, query, now = normalised_email(email), canonical_query(question), timezone.now()
    if not limits.may_email(email):
        return
    saved, created = SavedSearch.objects.get_or_create(
        email=email,
        site=site,
        language=question.language,
        query_digest=query_digest(query),
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
    changes: dict[str, object] = {"letter_due_at": now}
    if not saved.is_active:
        changes |= {"asked_at": now, "frequency": frequency}
    # An active alert keeps its settings: anyone may have sent this request.
    SavedSearch.objects.filter(pk=saved.pk).update(**changes)


def find_alert(key: uuid.UUID | None, *, site: Site | None) -> SavedSearch | None:
    """Return the alert with this key on this site."""
    if key is None or site is None:
        return None
    return SavedSearch.objects.select_related("site").filter(key=key, site=site).first()


def confirm(saved: SavedSearch) -> None:
    """Activate an alert; its first digest covers the time since the request."""
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
    """Change the frequency of digests from now on."""
    due = next_digest(frequency, now=timezone.now())
    SavedSearch.objects.filter(pk=saved.pk).update(frequency=frequency, next_digest_at=due)


def unsubscribe(saved: SavedSearch) -> None:
    """End an alert by deleting it, with the reader's address."""
    saved.delete()


def delete_address(email: str) -> int:
    """Delete every alert of an address, confirmed or not; return how many there were."""
    return SavedSearch.objects.filter(email=normalised_email(email)).delete()[0]


def delete_expired() -> int:
    """Delete alerts that were never confirmed or long disabled; return how many."""
    now = timezone.now()
    unconfirmed = SavedSearch.objects.filter(
        confirmed_at=None, asked_at__lt=now - CONFIRM_TOKEN_AGE
    ).delete()[0]
    disabled = SavedSearch.objects.filter(disabled_at__lt=now - DISABLED_RETENTION).delete()[0]
    limits.delete_old_counts()
    return unconfirmed + disabled

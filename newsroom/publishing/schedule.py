"""Scheduled publication and expiry, with retries after failures.

Wagtail's `publish_scheduled` is a plain loop that stops at the first page that fails. Here each
page has a transaction of its own and is checked again under a lock. Both languages of a page that
are due at the same moment have one transaction, so that neither is ever public alone. A failure is
recorded and shown until the page is published, unpublished or rescheduled. So is a refusal by the
gate.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from newsroom.models import ScheduleFailure
from newsroom.models.elections import election_dates
from newsroom.publishing.elections import HELD, is_of_election
from newsroom.publishing.gate import (
    OTHER_OF_PAIR,
    Objection,
    PublicationRefusedError,
    check_schedule,
    log_refusal,
)
from newsroom.visibility.dates import first_date

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)
PUBLISH = ScheduleFailure.Action.PUBLISH
EXPIRE = ScheduleFailure.Action.EXPIRE


@dataclass(frozen=True, kw_only=True)
class DueItem:
    """A revision to publish, or an object to unpublish."""

    action: ScheduleFailure.Action
    moment: datetime
    model: type[models.Model]
    pk: str
    revision_id: int | None = None

    @property
    def page_id(self) -> int | None:
        """Return the page's primary key, or None for an object that is not a page."""
        return int(self.pk) if self.model is Page else None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The numbers of objects that one pass published, expired and failed to process."""

    published: int = 0
    expired: int = 0
    failed: int = 0

    def __str__(self) -> str:
        parts = {"published": self.published, "expired": self.expired, "failed": self.failed}
        return ", ".join(f"{number} {word}" for word, number in parts.items() if number)


def run_schedule(*, now: datetime | None = None) -> Outcome:
    """Publish and unpublish what is due at `now`, in the order of due times."""
    now = now or timezone.now()
    counts = {PUBLISH: 0, EXPIRE: 0}
    failed = 0
    attempted: set[DueItem] = set()
    # What was just published may already have expired, if the worker was stopped for a while.
    while groups := [group for group in due_groups(now=now) if not attempted.issuperset(group)]:
        for group in groups:
            attempted.update(group)
            try:
                with transaction.atomic():
                    done = [_execute(item, now=now) for item in group]
                    for item in group:
                        _delete_failure(item)
            except PublicationRefusedError as refusal:
                logger.warning("publish of Page %s refused: %s", refusal.page.pk, refusal)
                _record_refusal(group, refusal=refusal, now=now)
                failed += len(group)
            except Exception as error:
                # The boundary between pages: a failure must not stop the others.
                for item in group:
                    logger.exception(
                        "%s of %s %s failed", item.action, item.model.__name__, item.pk
                    )
                    _record_failure(item, error=error, now=now)
                failed += len(group)
            else:
                counts[group[0].action] += sum(done)
    _delete_settled_failures(now=now)
    return Outcome(published=counts[PUBLISH], expired=counts[EXPIRE], failed=failed)


def due_items(*, now: datetime) -> list[DueItem]:
    """Return what is due, longest overdue first, without failures that wait for a retry."""
    return [item for group in due_groups(now=now) for item in group]


def due_groups(*, now: datetime) -> list[list[DueItem]]:
    """Return what is due, in groups that are executed together: a page, or both its languages.

    A group that holds a failure waits for its retry.
    """
    items = [*_due_publications(now), *_due_expiries(now)]
    waiting = set(
        ScheduleFailure.objects.filter(next_attempt_at__gt=now).values_list(
            "page_id", "action", "due_at"
        )
    )
    return [
        group
        for group in _grouped(sorted(items, key=lambda item: (item.moment, item.page_id or 0)))
        if not any((item.page_id, item.action, item.moment) in waiting for item in group)
    ]


def _grouped(items: list[DueItem]) -> list[list[DueItem]]:
    """Put the languages of a page together that have the same action at the same moment.

    Within a group, rows are locked in the order of their ids.
    """
    page_ids = [item.page_id for item in items if item.page_id is not None]
    pages = Page.objects.filter(pk__in=page_ids) if len(page_ids) > 1 else Page.objects.none()
    keys = dict(pages.values_list("pk", "translation_key"))
    groups: dict[tuple[object, ...], list[DueItem]] = {}
    for item in items:
        name = keys.get(item.page_id) if item.page_id is not None else None
        key = (item.action, item.moment, name or (item.model, item.pk))
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def next_due(*, now: datetime | None = None) -> datetime | None:
    """Return the next moment after `now` at which something is due."""
    now = now or timezone.now()
    moments = [
        Revision.objects.filter(approved_go_live_at__gt=now).aggregate(
            moment=models.Min("approved_go_live_at")
        )["moment"],
        ScheduleFailure.objects.filter(next_attempt_at__gt=now).aggregate(
            moment=models.Min("next_attempt_at")
        )["moment"],
        first_date(Page.objects.filter(live=True), now=now),
        election_dates(now=now)[1],
    ]
    for model in _snippets_with_drafts():
        moments.append(
            model._default_manager.filter(live=True, expire_at__gt=now).aggregate(
                moment=models.Min("expire_at")
            )["moment"]
        )
    return min((moment for moment in moments if moment is not None), default=None)


def _snippets_with_drafts() -> list[type[models.Model]]:
    """Return every model other than pages that can be scheduled."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]


def _due_publications(now: datetime) -> list[DueItem]:
    revisions = Revision.objects.filter(approved_go_live_at__lte=now).select_related(
        "base_content_type"
    )
    return [
        DueItem(
            action=PUBLISH,
            moment=revision.approved_go_live_at,
            model=revision.base_content_type.model_class(),
            pk=revision.object_id,
            revision_id=revision.pk,
        )
        for revision in revisions.defer("content")
    ]


def _due_expiries(now: datetime) -> list[DueItem]:
    return [
        DueItem(action=EXPIRE, moment=moment, model=model, pk=str(pk))
        for model in (Page, *_snippets_with_drafts())
        for pk, moment in model._default_manager.filter(live=True, expire_at__lte=now).values_list(
            "pk", "expire_at"
        )
    ]


def _execute(item: DueItem, *, now: datetime) -> bool:
    """Publish or unpublish the item if it is still due under the lock; return whether it was."""
    rows = item.model._default_manager.select_for_update()
    if rows.filter(pk=item.pk).first() is None:
        return False
    if item.action == PUBLISH:
        revision = Revision.objects.filter(
            pk=item.revision_id, approved_go_live_at__lte=now
        ).first()
        if revision is None:
            return False
        if isinstance(revision.content_object, Page):
            check_schedule(revision.content_object, revision=revision, due_at=item.moment)
        revision.publish(log_action="wagtail.publish.scheduled")
        return True
    expired = item.model._default_manager.filter(pk=item.pk, live=True, expire_at__lte=now).first()
    if expired is None:
        return False
    # Unpublishing cancels scheduled revisions. A newer version must stay scheduled.
    scheduled_later = dict(
        expired.revisions.filter(approved_go_live_at__isnull=False).values_list(
            "pk", "approved_go_live_at"
        )
    )
    expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    for pk, moment in scheduled_later.items():
        expired.revisions.filter(pk=pk).update(approved_go_live_at=moment)
    return True


def _record_refusal(
    group: Sequence[DueItem], *, refusal: PublicationRefusedError, now: datetime
) -> None:
    """Record what the gate refused, and that the other language of a pair waits with it.

    What an election period holds, it holds in both languages.
    """
    is_held = any(is_of_election(objection.stored()) for objection in refusal.objections)
    details = ((HELD, 1),) if is_held else ()
    waits = Objection(code=OTHER_OF_PAIR, details=details)
    for item in group:
        if item.page_id == refusal.page.pk:
            if _record_failure(item, error=refusal, now=now) == 1:
                log_refusal(refusal)
        else:
            with_it = PublicationRefusedError(refusal.page, None, [waits])
            _record_failure(item, error=with_it, now=now)


def _record_failure(item: DueItem, *, error: Exception, now: datetime) -> int:
    """Record the failure and the time of the retry; return the number of attempts.

    The first retry is after 15 seconds; the pause is doubled up to half an hour.
    """
    if item.page_id is None or not Page.objects.filter(pk=item.page_id).exists():
        return 0
    failure, _created = ScheduleFailure.objects.get_or_create(
        page_id=item.page_id,
        action=item.action,
        defaults={"due_at": item.moment, "next_attempt_at": now, "error": ""},
    )
    failure.attempts = failure.attempts + 1 if failure.due_at == item.moment else 1
    failure.due_at = item.moment
    pause = min(FIRST_PAUSE * 2 ** min(failure.attempts - 1, 10), LONGEST_PAUSE)
    if isinstance(error, PublicationRefusedError):
        failure.error = str(error)
        failure.refusal = [objection.stored() for objection in error.objections]
        pause = LONGEST_PAUSE  # only a person or the end of an election period can change it
    else:
        failure.error = f"{type(error).__name__}: {error}"
        failure.refusal = []
    failure.next_attempt_at = now + pause
    if (change := election_dates(now=now)[1]) is not None:
        failure.next_attempt_at = min(failure.next_attempt_at, change)
    failure.save()
    return failure.attempts


def _delete_failure(item: DueItem) -> None:
    if item.page_id is not None:
        ScheduleFailure.objects.filter(page_id=item.page_id, action=item.action).delete()


def _delete_settled_failures(*, now: datetime) -> None:
    """Delete failures of pages that were published, unpublished or rescheduled meanwhile."""
    if not ScheduleFailure.objects.exists():
        return
    still_due = {
        (item.page_id, item.action) for item in [*_due_publications(now), *_due_expiries(now)]
    }
    for failure in ScheduleFailure.objects.only("pk", "page_id", "action"):
        if (failure.page_id, failure.action) not in still_due:
            failure.delete()

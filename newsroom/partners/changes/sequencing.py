"""In which order are partners told? Differences get their positions after the commit, one by one.

A number drawn inside an editor's transaction would not do: a lower one may be committed after
partners have read a higher one, and is then never seen. Here the transactions of editors only leave
rows behind (`TouchedPage`). Whoever comes first after them locks the head of the feed, reads the
pages again, compares them with what partners were told, and numbers the differences. Until that is
committed nobody else can number anything, so positions appear in their order, without gaps.
"""

import logging
import time
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from newsroom.models import ArticlePage, Change, ChangeFeed, ToldState, TouchedPage
from newsroom.partners.changes.states import State, read_states

logger = logging.getLogger(__name__)

BATCH = 200
# How long a request may be followed or preceded by the numbering of what others changed.
SECONDS_IN_A_REQUEST = 1.0
TOLD = ("translation_key", "is_public", "site_id", "language", "url", "fingerprint", "due_at")
Kind = Change.Kind


def after_commit() -> None:
    """Number what was just committed, briefly; what is left is the worker's."""
    sequence(seconds=SECONDS_IN_A_REQUEST)


def work_off() -> str:
    """Number everything, for the worker; return what was done, empty for nothing."""
    added = sequence()
    return f"{added} changes told" if added else ""


def next_due() -> datetime | None:
    """Return the moment at which time alone changes something next."""
    return (
        ToldState.objects.filter(due_at__isnull=False)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def sequence(*, seconds: float | None = None) -> int:
    """Tell partners of all committed changes, for at most so many seconds; return how many."""
    deadline = None if seconds is None else time.monotonic() + seconds
    added = 0
    current_feed()
    while _something_waits(now=timezone.now()):
        added += _sequence_batch()
        if deadline is not None and time.monotonic() > deadline:
            break
    return added


def current_feed() -> ChangeFeed:
    """Return the head of the feed; where there is none yet, begin with all statements."""
    feed = ChangeFeed.objects.filter(pk=ChangeFeed.ONLY).first()
    if feed is None:
        with transaction.atomic():
            feed, created = ChangeFeed.objects.get_or_create(pk=ChangeFeed.ONLY)
            if created:
                touch_everything()
    return feed


def touch_everything() -> None:
    """Have every statement and everything that partners know looked at again."""
    _touch(_all_numbers())


def _all_numbers() -> list[int]:
    return sorted(
        {
            *ArticlePage.objects.values_list("pk", flat=True).order_by(),
            *ToldState.objects.values_list("pk", flat=True),
        }
    )


def _touch(numbers: list[int]) -> None:
    TouchedPage.objects.bulk_create(
        [TouchedPage(page_id=number) for number in numbers], batch_size=1000
    )


def start_anew() -> None:
    """Make all cursors invalid: what they count is no longer what partners were told."""
    current_feed()
    ChangeFeed.objects.filter(pk=ChangeFeed.ONLY).update(epoch=uuid.uuid4())
    touch_everything()


def reconcile() -> str:
    """Look at every statement again: `QuerySet.update()` and database shells announce nothing.

    Few at a time, so that a change which is made meanwhile does not wait behind all of them.
    """
    current_feed()
    added = 0
    numbers = _all_numbers()
    for begin in range(0, len(numbers), BATCH):
        _touch(numbers[begin : begin + BATCH])
        added += sequence()
    return f"{added} changes found and told" if added else ""


def _something_waits(*, now: datetime) -> bool:
    return TouchedPage.objects.exists() or ToldState.objects.filter(due_at__lte=now).exists()


@transaction.atomic
def _sequence_batch() -> int:
    # SQLite's transactions are IMMEDIATE here, so beginning one is the lock.
    feed = ChangeFeed.objects.select_for_update().get(pk=ChangeFeed.ONLY)
    now = timezone.now()
    rows = list(TouchedPage.objects.order_by("pk").values_list("pk", "page_id")[:BATCH])
    due = ToldState.objects.filter(due_at__lte=now).order_by("due_at")
    numbers = {page_id for _pk, page_id in rows} | set(due.values_list("pk", flat=True)[:BATCH])
    changes = _compare(_with_twins(numbers), now=now)
    changes += _compare(_referrers(changes) - numbers, now=now)
    for position, change in enumerate(changes, start=feed.head + 1):
        change.position = position
    Change.objects.bulk_create(changes)
    if changes:
        feed.head += len(changes)
        feed.save(update_fields=["head"])
    # Only the rows that were read before the pages: a later one is a later change.
    TouchedPage.objects.filter(pk__in=[pk for pk, _page_id in rows]).delete()
    return len(changes)


def _with_twins(numbers: set[int]) -> set[int]:
    """Return the pages and their translations: each shows whether the other is public."""
    keys = {
        *ArticlePage.objects.filter(pk__in=numbers).values_list("translation_key", flat=True),
        *ToldState.objects.filter(pk__in=numbers).values_list("translation_key", flat=True),
    }
    twins = ToldState.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    return numbers | set(twins)


def _referrers(changes: Iterable[Change]) -> set[int]:
    """Return the pages that link to one that came, went or moved."""
    moved = [str(change.page_id) for change in changes if change.kind != Kind.EDITED]
    if not moved:
        return set()
    page_type = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=page_type, to_object_id__in=moved
    ).values_list("object_id", flat=True)
    return set(
        ToldState.objects.filter(pk__in=[int(number) for number in found]).values_list(
            "pk", flat=True
        )
    )


def _compare(numbers: set[int], *, now: datetime) -> list[Change]:
    """Return what partners must be told of these pages, and remember that they are."""
    if not numbers:
        return []
    told = ToldState.objects.in_bulk(list(numbers))
    states = read_states(numbers, now=now)
    changes: list[Change] = []
    for number in sorted(numbers):
        changes += _difference(told.get(number), states.get(number), now=now)
    kept = [state for state in states.values() if state.is_public or state.due_at]
    ToldState.objects.bulk_create(
        [
            ToldState(page_id=state.page_id, **{name: getattr(state, name) for name in TOLD})
            for state in kept
        ],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=TOLD,
    )
    ToldState.objects.filter(pk__in=numbers - {state.page_id for state in kept}).delete()
    return changes


def _difference(told: ToldState | None, state: State | None, *, now: datetime) -> list[Change]:
    """Return what happened to one page, from what partners know of it to what is public."""
    was = told if told and told.is_public else None
    is_now = state if state and state.is_public else None
    if was is None and is_now is None:
        return []
    if was is None:
        return [_change(Kind.PUBLISHED, is_now, now=now)]
    if is_now is None:
        return [_change(Kind.DELETED if state is None else Kind.WITHDRAWN, was, now=now)]
    if (was.site_id, was.language) != (is_now.site_id, is_now.language):
        # Whoever follows one site or language must hear that it left there.
        return [
            _change(Kind.WITHDRAWN, was, now=now),
            _change(Kind.PUBLISHED, is_now, now=now),
        ]
    if was.url != is_now.url:
        return [_change(Kind.MOVED, is_now, now=now, previous_url=was.url)]
    if was.fingerprint != is_now.fingerprint:
        return [_change(Kind.EDITED, is_now, now=now)]
    return []


def _change(
    kind: Change.Kind, source: ToldState | State, *, now: datetime, previous_url: str = ""
) -> Change:
    return Change(
        kind=kind,
        page_id=source.page_id,
        translation_key=source.translation_key,
        site_id=source.site_id,
        language=source.language,
        url=source.url,
        previous_url=previous_url,
        noticed_at=now,
    )

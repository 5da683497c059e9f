"""Numbering of changes: differences get their positions after the commit, one after another.

A number drawn inside an editor's transaction would not work: a lower number may be committed after
partners have read a higher one, and would then never be read. So the transactions of editors only
add rows (`TouchedPage`). The first process afterwards locks the head of the feed, reads the pages
again, compares them with the state that partners know, and numbers the differences. Until it
commits, no other process can number anything, so positions appear in order and without gaps.
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
from newsroom.partners.changes.states import PageState, read_states

logger = logging.getLogger(__name__)

BATCH = 200
# Time limit for numbering changes before a partner reads the feed.
SECONDS_IN_A_REQUEST = 1.0
STATE_FIELDS = (
    "translation_key",
    "is_public",
    "site_id",
    "language",
    "url",
    "fingerprint",
    "corrections",
    "due_at",
)
Kind = Change.Kind
# Changes of words alone, which pages that link to the statement do not show.
WORDS = (Kind.EDITED, Kind.CORRECTED)


def sequence_all() -> str:
    """Number every waiting change; return a line for the worker's log, "" for nothing."""
    added = sequence()
    return f"{added} changes told" if added else ""


def next_due() -> datetime | None:
    """Return the next time at which publication or expiry changes a page."""
    return (
        ToldState.objects.filter(due_at__isnull=False)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def sequence(*, seconds: float | None = None) -> int:
    """Number all committed changes, for at most so many seconds; return how many were added."""
    deadline = None if seconds is None else time.monotonic() + seconds
    added = 0
    current_feed()
    while _is_pending(now=timezone.now()):
        added += _sequence_batch()
        if deadline is not None and time.monotonic() > deadline:
            break
    return added


def current_feed() -> ChangeFeed:
    """Return the head of the feed. The first call creates it and marks all statements."""
    feed = ChangeFeed.objects.filter(pk=ChangeFeed.ONLY).first()
    if feed is None:
        with transaction.atomic():
            feed, created = ChangeFeed.objects.get_or_create(pk=ChangeFeed.ONLY)
            if created:
                mark_all_pages()
    return feed


def mark_all_pages() -> None:
    """Mark every statement and every page that partners know to be compared again."""
    _mark_pages(_all_page_ids())


def _all_page_ids() -> list[int]:
    return sorted(
        {
            *ArticlePage.objects.values_list("pk", flat=True).order_by(),
            *ToldState.objects.values_list("pk", flat=True),
        }
    )


def _mark_pages(page_ids: list[int]) -> None:
    TouchedPage.objects.bulk_create(
        [TouchedPage(page_id=page_id) for page_id in page_ids], batch_size=1000
    )


def reset_feed() -> None:
    """Invalidate all cursors, for when positions no longer match what partners received."""
    current_feed()
    ChangeFeed.objects.filter(pk=ChangeFeed.ONLY).update(epoch=uuid.uuid4())
    mark_all_pages()


def reconcile() -> str:
    """Compare every statement again: `QuerySet.update()` and database shells send no signal.

    Works in batches, so that a change made meanwhile does not wait for all of them. Returns a line
    for the worker's log, "" for nothing.
    """
    current_feed()
    added = 0
    page_ids = _all_page_ids()
    for begin in range(0, len(page_ids), BATCH):
        _mark_pages(page_ids[begin : begin + BATCH])
        added += sequence()
    return f"{added} changes found and told" if added else ""


def _is_pending(*, now: datetime) -> bool:
    return TouchedPage.objects.exists() or ToldState.objects.filter(due_at__lte=now).exists()


@transaction.atomic
def _sequence_batch() -> int:
    # SQLite's transactions are IMMEDIATE here, so beginning one takes the lock.
    feed = ChangeFeed.objects.select_for_update().get(pk=ChangeFeed.ONLY)
    now = timezone.now()
    rows = list(TouchedPage.objects.order_by("pk").values_list("pk", "page_id")[:BATCH])
    due = ToldState.objects.filter(due_at__lte=now).order_by("due_at")
    page_ids = {page_id for _pk, page_id in rows} | set(due.values_list("pk", flat=True)[:BATCH])
    changes = _compare(_with_translations(page_ids), now=now)
    changes += _compare(_referrers(changes) - page_ids, now=now)
    for position, change in enumerate(changes, start=feed.head + 1):
        change.position = position
    Change.objects.bulk_create(changes)
    if changes:
        feed.head += len(changes)
        feed.save(update_fields=["head"])
    # Delete only the rows that were read before the pages: a later row is a later change.
    TouchedPage.objects.filter(pk__in=[pk for pk, _page_id in rows]).delete()
    return len(changes)


def _with_translations(page_ids: set[int]) -> set[int]:
    """Return the pages and their translations: each shows whether the other is public.

    Both languages that were published in one transaction are so numbered in one batch.
    """
    keys = {
        *ArticlePage.objects.filter(pk__in=page_ids).values_list("translation_key", flat=True),
        *ToldState.objects.filter(pk__in=page_ids).values_list("translation_key", flat=True),
    }
    known = ToldState.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    new = ArticlePage.objects.filter(translation_key__in=keys, live=True).values_list(
        "pk", flat=True
    )
    return page_ids | set(known) | set(new)


def _referrers(changes: Iterable[Change]) -> set[int]:
    """Return the pages that link to a page that was published, withdrawn, deleted or moved."""
    targets = [str(change.page_id) for change in changes if change.kind not in WORDS]
    if not targets:
        return set()
    page_type = ContentType.objects.get_for_model(Page)
    referring = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=page_type, to_object_id__in=targets
    ).values_list("object_id", flat=True)
    return set(
        ToldState.objects.filter(pk__in=[int(page_id) for page_id in referring]).values_list(
            "pk", flat=True
        )
    )


def _compare(page_ids: set[int], *, now: datetime) -> list[Change]:
    """Return the unnumbered changes of these pages, and store their state as known to partners."""
    if not page_ids:
        return []
    known = ToldState.objects.in_bulk(list(page_ids))
    states = read_states(page_ids, now=now)
    changes: list[Change] = []
    for page_id in sorted(page_ids):
        changes += _difference(known.get(page_id), states.get(page_id), now=now)
    stored = [state for state in states.values() if state.is_public or state.due_at]
    ToldState.objects.bulk_create(
        [
            ToldState(
                page_id=state.page_id, **{name: getattr(state, name) for name in STATE_FIELDS}
            )
            for state in stored
        ],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=STATE_FIELDS,
    )
    ToldState.objects.filter(pk__in=page_ids - {state.page_id for state in stored}).delete()
    return changes


def _difference(known: ToldState | None, state: PageState | None, *, now: datetime) -> list[Change]:
    """Return the changes of one page from the state that partners know to the public state."""
    before = known if known and known.is_public else None
    after = state if state and state.is_public else None
    if before is None:
        return [] if after is None else [_change(Kind.PUBLISHED, after, now=now)]
    if after is None:
        kind = Kind.DELETED if state is None else Kind.WITHDRAWN
        return [_change(kind, before, now=now)]
    if (before.site_id, before.language) != (after.site_id, after.language):
        # A partner that follows one site or language must learn that the page left it.
        return [
            _change(Kind.WITHDRAWN, before, now=now),
            _change(Kind.PUBLISHED, after, now=now),
        ]
    changes = []
    if before.url != after.url:
        changes.append(_change(Kind.MOVED, after, now=now, previous_url=before.url))
    if before.corrections < after.corrections:
        changes.append(_change(Kind.CORRECTED, after, now=now))
    elif before.fingerprint != after.fingerprint and not changes:
        changes.append(_change(Kind.EDITED, after, now=now))
    return changes


def _change(
    kind: Change.Kind, source: ToldState | PageState, *, now: datetime, previous_url: str = ""
) -> Change:
    if source.site_id is None:
        raise ValueError("A public page belongs to a site.")
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

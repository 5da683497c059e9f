"""How do changes reach the engines? Outbox rows are worked off by reading the pages again.

What an engine is told never comes from a signal: the page is read from the database after the
change was committed, then written if it is public and deleted if it is not. Doing so twice, late
or in another order changes nothing.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from search.curation import state
from search.engines.base import Engine, EngineUnavailableError
from search.engines.selection import engine, engines
from search.indexing import lost_indexes
from search.indexing.database_reader import Read, read_pages
from search.indexing.documents import Entry
from search.language.analysis import LANGUAGES
from search.models import DUE, IndexingRun, OutboxEntry

logger = logging.getLogger(__name__)

BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
# How long an editor's save may be followed by indexing in the same process.
SECONDS_AFTER_COMMIT = 1.0
KEPT = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Consumed:
    """What one call did, in pages."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "Consumed") -> "Consumed":
        return Consumed(done=self.done + other.done, failed=self.failed + other.failed)


def after_commit() -> None:
    """Index what was just committed, briefly; what is left is the worker's."""
    if not settings.SEARCH_INDEX_ON_COMMIT:
        return
    deadline = time.monotonic() + SECONDS_AFTER_COMMIT
    for name in engines():
        while time.monotonic() < deadline and consume(name).done:
            pass


def work_off() -> str:
    """Consume everything that is due, for the worker; return what was done, empty for nothing."""
    total = Consumed()
    for name in engines():
        while (batch := consume(name)).done or batch.failed:
            total += batch
    _forget_old_rows()
    if not (total.done or total.failed):
        return ""
    return f"{total.done} pages indexed, {total.failed} put off"


def next_due() -> datetime | None:
    """Return the moment at which the next row is due, if there is one."""
    return (
        OutboxEntry.objects.filter(version=None, engine__in=engines())
        .order_by("next_try_at")
        .values_list("next_try_at", flat=True)
        .first()
    )


def consume(name: str) -> Consumed:
    """Work off one batch of an engine's due rows. Never raises for what the engine does."""
    rows = list(
        OutboxEntry.objects.filter(engine=name, version=None, next_try_at__lte=timezone.now())
        .order_by("next_try_at", "pk")
        .only("pk", "page_id", "attempts")[:BATCH]
    )
    if not rows:
        return Consumed()
    by_page: dict[int, list[OutboxEntry]] = defaultdict(list)
    for row in rows:
        by_page[row.page_id].append(row)
    return _index(engine(name), by_page)


def _index(target: Engine, by_page: dict[int, list[OutboxEntry]]) -> Consumed:
    """Index the pages together; where that fails, one by one, so that one cannot hold up others."""
    page_ids = sorted(by_page)
    try:
        generations = generations_of(target)
        lost_indexes.refuse_parts(target, generations)
        version, read = write_pages(target, page_ids)
    except EngineUnavailableError as error:
        logger.warning("search engine %s is unavailable: %s", target.name, error)
        _put_off(by_page.values(), error=error)
        return Consumed(failed=len(page_ids))
    except DatabaseError:
        raise
    except Exception as error:
        # A page whose content cannot be read must not stop those behind it.
        logger.exception("indexing of pages %s failed", page_ids)
        if len(page_ids) == 1:
            _put_off(by_page.values(), error=error)
            return Consumed(failed=1)
        parts = (_index(target, {page_id: by_page[page_id]}) for page_id in page_ids)
        return sum(parts, Consumed())
    _mark_done(by_page.values(), version=version)
    if generations_of(target) != generations:
        # A rebuild swapped indexes in the middle; its replay may have come before our mark.
        write_pages(target, page_ids)
    remember_due(target.name, page_ids, read.due)
    return Consumed(done=len(page_ids))


def write_pages(
    target: Engine, page_ids: list[int], *, kind: str = IndexingRun.Kind.OUTBOX
) -> tuple[int, Read]:
    """Bring an engine up to date with these pages; return the version written and what was read.

    The version is drawn before the reading (see `IndexingRun`), and before asking what editors
    corrected: a write that an index made meanwhile accepts knows of what that was made with.
    """
    version = IndexingRun.objects.create(engine=target.name, kind=kind).pk
    state.refresh()
    read = read_pages(page_ids)
    _apply(target, page_ids, read.entries, version=version)
    return version, read


def _apply(target: Engine, page_ids: list[int], entries: Iterable[Entry], *, version: int) -> None:
    """In each language, write its entries and delete all the other pages."""
    for language in LANGUAGES:
        upserts = [entry for entry in entries if entry.language == language]
        written = {entry.page_id for entry in upserts}
        target.apply(
            language,
            upserts=upserts,
            deletions=[page_id for page_id in page_ids if page_id not in written],
            version=version,
        )


def generations_of(target: Engine) -> list[str]:
    """Return the names of the indexes that an engine answers from."""
    return [target.generation(language) for language in LANGUAGES]


def _mark_done(groups: Iterable[list[OutboxEntry]], *, version: int) -> None:
    numbers = [row.pk for rows in groups for row in rows]
    OutboxEntry.objects.filter(pk__in=numbers).update(version=version, last_error="")


def _put_off(groups: Iterable[list[OutboxEntry]], *, error: Exception) -> None:
    """Try again later, each time twice as late."""
    rows = [row for group in groups for row in group]
    for row in rows:
        wait = min(FIRST_WAIT * 2 ** min(row.attempts, 10), LONGEST_WAIT)
        row.next_try_at = timezone.now() + wait
        row.attempts += 1
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
    OutboxEntry.objects.bulk_update(rows, ["next_try_at", "attempts", "last_error"])


def remember_due(name: str, page_ids: list[int], due: Mapping[int, datetime]) -> None:
    """Look at a page again at the moment when its go-live or expiry time passes."""
    OutboxEntry.objects.filter(
        engine=name, page_id__in=page_ids, reason=DUE, version=None, next_try_at__gt=timezone.now()
    ).delete()
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(engine=name, page_id=page_id, reason=DUE, next_try_at=moment)
            for page_id, moment in sorted(due.items())
        ]
    )


def _forget_old_rows() -> None:
    """Keep what a rebuild may still want to replay."""
    old = IndexingRun.objects.filter(started_at__lt=timezone.now() - KEPT)
    newest = old.order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        OutboxEntry.objects.filter(version__lte=newest).delete()
        old.delete()

"""The consumer of the outbox, which writes changed pages to the engines.

The page is read from the database after the change was committed, then written if it is public and
deleted if it is not. Doing so twice, late or in another order has the same result.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from search.curation import state_tokens
from search.engines.base import Engine, EngineUnavailableError
from search.engines.entries import Entry
from search.engines.selection import engine, engines
from search.indexing import missing_indexes
from search.indexing.database_reader import PagesRead, read_pages
from search.language.analysis import LANGUAGES
from search.models import DUE, IndexingRun, OutboxEntry

logger = logging.getLogger(__name__)

BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
# More pages than an editor changes at once: an import or a renamed section, left to the worker.
MOST_PAGES_IN_REQUEST = 20
RETENTION = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class ConsumedPages:
    """The number of pages that were indexed or postponed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "ConsumedPages") -> "ConsumedPages":
        return ConsumedPages(done=self.done + other.done, failed=self.failed + other.failed)


def consume_committed(page_ids: list[int]) -> None:
    """Index the pages that the process has just committed; the worker indexes all others."""
    if not settings.SEARCH_INDEX_ON_COMMIT or len(page_ids) > MOST_PAGES_IN_REQUEST:
        return
    for name in engines():
        consume_batch(name, page_ids=page_ids)


def consume_due() -> str:
    """Consume all due rows, as a job of the worker; return a summary, empty for nothing."""
    total = ConsumedPages()
    for name in engines():
        while (batch := consume_batch(name)).done or batch.failed:
            total += batch
    _delete_old_rows()
    if not (total.done or total.failed):
        return ""
    return f"{total.done} pages indexed, {total.failed} put off"


def next_due() -> datetime | None:
    """Return when the next row is due; None where there is none."""
    return (
        OutboxEntry.objects.filter(version=None, engine__in=engines())
        .order_by("next_try_at")
        .values_list("next_try_at", flat=True)
        .first()
    )


def consume_batch(name: str, *, page_ids: Collection[int] | None = None) -> ConsumedPages:
    """Consume one batch of an engine's due rows, of all pages or of some.

    Errors of the engine postpone the rows.
    """
    due = OutboxEntry.objects.filter(engine=name, version=None, next_try_at__lte=timezone.now())
    if page_ids is not None:
        due = due.filter(page_id__in=page_ids)
    rows = list(due.order_by("next_try_at", "pk").only("pk", "page_id", "attempts")[:BATCH])
    if not rows:
        return ConsumedPages()
    by_page: dict[int, list[OutboxEntry]] = defaultdict(list)
    for row in rows:
        by_page[row.page_id].append(row)
    return _index(engine(name), by_page)


def _index(target: Engine, by_page: dict[int, list[OutboxEntry]]) -> ConsumedPages:
    """Index the pages in one batch, or singly after an error, so that none blocks the others."""
    page_ids = sorted(by_page)
    try:
        generations = index_generations(target)
        missing_indexes.refuse_partial_indexes(target, generations)
        version, read = write_pages(target, page_ids)
    except EngineUnavailableError as error:
        logger.warning("search engine %s is unavailable: %s", target.name, error)
        _postpone(by_page.values(), error=error)
        return ConsumedPages(failed=len(page_ids))
    except DatabaseError:
        raise
    except Exception as error:
        # A page whose content cannot be read must not block the following ones.
        logger.exception("indexing of pages %s failed", page_ids)
        if len(page_ids) == 1:
            _postpone(by_page.values(), error=error)
            return ConsumedPages(failed=1)
        parts = (_index(target, {page_id: by_page[page_id]}) for page_id in page_ids)
        return sum(parts, ConsumedPages())
    _mark_done(by_page.values(), version=version)
    # Of a request or a job; commands say what they do.
    if structlog.contextvars.get_contextvars():
        logger.info("search engine %s has pages %s", target.name, ", ".join(map(str, page_ids)))
    if index_generations(target) != generations:
        # A rebuild swapped indexes meanwhile, and its replay may have preceded `_mark_done`.
        write_pages(target, page_ids)
    schedule_due_pages(target.name, page_ids, read.due)
    return ConsumedPages(done=len(page_ids))


def write_pages(
    target: Engine, page_ids: list[int], *, kind: str = IndexingRun.Kind.OUTBOX
) -> tuple[int, PagesRead]:
    """Write the current state of these pages to an engine; return the version and what was read.

    The version is drawn before the pages are read (see `IndexingRun`) and before corrections are
    reloaded: a write that a newly built index accepts is then analysed with at least the
    corrections of that index.
    """
    version = IndexingRun.objects.create(engine=target.name, kind=kind).pk
    state_tokens.reload_changed()
    read = read_pages(page_ids)
    _apply(target, page_ids, read.entries, version=version)
    return version, read


def _apply(target: Engine, page_ids: list[int], entries: Iterable[Entry], *, version: int) -> None:
    """Write the entries to the index of their language, and delete the other pages from it."""
    for language in LANGUAGES:
        upserts = [entry for entry in entries if entry.language == language]
        written = {entry.page_id for entry in upserts}
        target.apply(
            language,
            upserts=upserts,
            deletions=[page_id for page_id in page_ids if page_id not in written],
            version=version,
        )


def index_generations(target: Engine) -> list[str]:
    """Return the current generation of each language's index, in the order of LANGUAGES."""
    return [target.generation(language) for language in LANGUAGES]


def _mark_done(groups: Iterable[list[OutboxEntry]], *, version: int) -> None:
    numbers = [row.pk for rows in groups for row in rows]
    OutboxEntry.objects.filter(pk__in=numbers).update(version=version, last_error="")


def _postpone(groups: Iterable[list[OutboxEntry]], *, error: Exception) -> None:
    """Retry the rows later, with exponential backoff."""
    rows = [row for group in groups for row in group]
    for row in rows:
        wait = min(FIRST_WAIT * 2 ** min(row.attempts, 10), LONGEST_WAIT)
        row.next_try_at = timezone.now() + wait
        row.attempts += 1
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
    OutboxEntry.objects.bulk_update(rows, ["next_try_at", "attempts", "last_error"])


def schedule_due_pages(name: str, page_ids: list[int], due: Mapping[int, datetime]) -> None:
    """Replace the rows that are due when a page's go-live or expiry time passes."""
    planned = OutboxEntry.objects.filter(
        engine=name, page_id__in=page_ids, reason=DUE, version=None, next_try_at__gt=timezone.now()
    )
    # Django begins a transaction even for the deletion of no rows.
    if numbers := list(planned.values_list("pk", flat=True)):
        OutboxEntry.objects.filter(pk__in=numbers).delete()
    if due:
        OutboxEntry.objects.bulk_create(
            OutboxEntry(engine=name, page_id=page_id, reason=DUE, next_try_at=moment)
            for page_id, moment in sorted(due.items())
        )


def _delete_old_rows() -> None:
    """Delete done rows, except those that a rebuild may still replay."""
    old = IndexingRun.objects.filter(started_at__lt=timezone.now() - RETENTION)
    newest = old.order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        OutboxEntry.objects.filter(version__lte=newest).delete()
        old.delete()

"""Rebuild of an index from the database, and comparison of the two."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsroom.models import ArticlePage
from search.curation import state_tokens
from search.engines.background_writes import short_switch_interval
from search.engines.base import DamagedIndexError, Engine, IndexedPage, IndexStatus
from search.engines.entries import Entry
from search.indexing import consumer
from search.indexing.database_reader import read_all, read_due
from search.language import analysis
from search.models import IndexingRun, OutboxEntry

REPAIR_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Drift:
    """The differences between the index of one language and the database, as page ids."""

    language: str
    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def page_ids(self) -> list[int]:
        """Return all pages that differ."""
        return sorted({*self.missing, *self.stale, *self.extra})


def count_public(language: str) -> int:
    """Return the number of statements that an index of the language should have."""
    return int(ArticlePage.objects.filter(locale__language_code=language).public_now().count())


def rebuild(
    target: Engine, language: str, *, progress: Callable[[int], object] = lambda count: None
) -> int:
    """Build a new index from the database while the old one answers; return its statement count.

    Pages that change meanwhile are written again after the swap: those whose outbox rows were done
    since the start. The consumer writes later ones to the new index. `progress` is called with the
    size of each batch.
    """
    version = IndexingRun.objects.create(engine=target.name, kind=IndexingRun.Kind.REBUILD).pk
    state_tokens.reload_changed()
    new = target.begin_rebuild(language, version=version)
    count = 0
    try:
        with short_switch_interval():
            for entries in read_all(language):
                new.add(entries, version=version)
                count += len(entries)
                progress(len(entries))
            new.finish()
    except BaseException:
        new.abandon()
        raise
    new.swap()
    due = read_due(language)
    consumer.schedule_due_pages(target.name, list(due), due)
    replay_outbox(target, since=version)
    return count


def replay_outbox(target: Engine, *, since: int) -> int:
    """Write the pages again whose outbox rows were done after version `since`; return the count."""
    page_ids = sorted(
        set(
            OutboxEntry.objects.filter(engine=target.name, version__gt=since).values_list(
                "page_id", flat=True
            )
        )
    )
    for start in range(0, len(page_ids), REPAIR_BATCH):
        consumer.write_pages(target, page_ids[start : start + REPAIR_BATCH])
    return len(page_ids)


def needs_rebuild(target: Engine, language: str) -> bool:
    """Return whether the index is missing, damaged, analysed differently or ahead of the database.

    It is ahead after the database was restored from a backup: new versions would be below those in
    the index, and every new write would be ignored as late.
    """
    state_tokens.reload_changed()
    try:
        status = target.status(language)
    except DamagedIndexError:
        return True
    newest = IndexingRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return is_outdated(status, newest=newest)


def is_outdated(status: IndexStatus, *, newest: int) -> bool:
    """Return whether an index is analysed differently or ahead of the database's newest run."""
    return status.analysis != analysis.version(status.language) or status.newest_version > newest


def find_drift(
    target: Engine, language: str, *, progress: Callable[[int], object] = lambda count: None
) -> Drift:
    """Compare every entry of an index with the database, iterating both in the order of page ids.

    `progress` is called with the size of each batch.
    """
    missing, stale, extra = [], [], []
    pages = target.indexed_pages(language)
    indexed = next(pages, None)
    for entry in _entries(read_all(language), progress):
        while indexed is not None and indexed.page_id < entry.page_id:
            extra.append(indexed.page_id)
            indexed = next(pages, None)
        if indexed is None or indexed.page_id > entry.page_id:
            missing.append(entry.page_id)
            continue
        if indexed.fingerprint != entry.fingerprint:
            stale.append(entry.page_id)
        indexed = next(pages, None)
    extra += [page.page_id for page in _remaining(indexed, pages)]
    return Drift(language=language, missing=tuple(missing), stale=tuple(stale), extra=tuple(extra))


def repair(target: Engine, drift: Drift) -> None:
    """Write the current state of all pages that differ."""
    page_ids = drift.page_ids
    for start in range(0, len(page_ids), REPAIR_BATCH):
        batch = page_ids[start : start + REPAIR_BATCH]
        consumer.write_pages(target, batch, kind=IndexingRun.Kind.RECONCILE)


def _entries(
    batches: Iterator[tuple[Entry, ...]], progress: Callable[[int], object]
) -> Iterator[Entry]:
    for batch in batches:
        yield from batch
        progress(len(batch))


def _remaining(first: IndexedPage | None, others: Iterator[IndexedPage]) -> Iterator[IndexedPage]:
    if first is not None:
        yield first
        yield from others

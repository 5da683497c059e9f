"""How is an index made anew, and how is it compared with the database?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsroom.models import ArticlePage
from search.curation import state
from search.engines.background_writes import short_turns
from search.engines.base import DamagedIndexError, Engine, IndexStatus, Stored
from search.indexing import consumer
from search.indexing.database_reader import read_all, read_due
from search.indexing.documents import Entry
from search.language import analysis
from search.models import IndexingRun, OutboxEntry

REPAIR_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Page ids by what is wrong with them in the index of one language."""

    language: str
    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def page_ids(self) -> list[int]:
        """Return all pages that need another look."""
        return sorted({*self.missing, *self.stale, *self.extra})


def count_public(language: str) -> int:
    """Return how many statements an index of the language should hold."""
    return ArticlePage.objects.filter(locale__language_code=language).public_now().count()


def rebuild(
    target: Engine, language: str, *, progress: Callable[[int], object] = lambda count: None
) -> int:
    """Make a new index from the database while the old one answers; return its statements.

    Pages that change meanwhile are read again after the swap: those that the outbox marked as
    done since the start. Those marked later are written into the new index by the consumer.
    `progress` hears of each batch's size.
    """
    version = IndexingRun.objects.create(engine=target.name, kind=IndexingRun.Kind.REBUILD).pk
    state.refresh()
    new = target.begin_rebuild(language, version=version)
    count = 0
    try:
        with short_turns():
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
    consumer.remember_due(target.name, list(due), due)
    replay(target, since=version)
    return count


def replay(target: Engine, *, since: int) -> int:
    """Read the pages again that the outbox finished after version `since`; return how many."""
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

    It is ahead after the database was restored from a backup: versions would begin again below
    those in the index, and every new write would be taken for a late one.
    """
    state.refresh()
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
    """Compare every entry of an index with what the database says now, walking both by page id."""
    missing, stale, extra = [], [], []
    have = target.stored(language)
    held = next(have, None)
    for entry in _each(read_all(language), progress):
        while held is not None and held.page_id < entry.page_id:
            extra.append(held.page_id)
            held = next(have, None)
        if held is None or held.page_id > entry.page_id:
            missing.append(entry.page_id)
            continue
        if held.fingerprint != entry.fingerprint:
            stale.append(entry.page_id)
        held = next(have, None)
    extra += [one.page_id for one in _rest(held, have)]
    return Drift(language=language, missing=tuple(missing), stale=tuple(stale), extra=tuple(extra))


def repair(target: Engine, drift: Drift) -> None:
    """Read the pages of a drift again and write what they are."""
    page_ids = drift.page_ids
    for start in range(0, len(page_ids), REPAIR_BATCH):
        batch = page_ids[start : start + REPAIR_BATCH]
        consumer.write_pages(target, batch, kind=IndexingRun.Kind.RECONCILE)


def _each(
    batches: Iterator[tuple[Entry, ...]], progress: Callable[[int], object]
) -> Iterator[Entry]:
    for batch in batches:
        yield from batch
        progress(len(batch))


def _rest(first: Stored | None, others: Iterator[Stored]) -> Iterator[Stored]:
    if first is not None:
        yield first
        yield from others

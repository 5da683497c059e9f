"""Reports of each engine on one statement: its index entry, and its rank for a question."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError, Query
from search.engines.entries import Entry
from search.language import analysis
from search.models import DUE, IndexingRun, OutboxEntry
from search.querying.request import Question

# Each part costs one query to the engine.
MAX_PARTS = 8


@dataclass(frozen=True, kw_only=True)
class ScorePart:
    """What one group of words adds to the score; `text` is "" for what they add as neighbours."""

    text: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Rank:
    """The rank of a statement by score: `number` of `total`.

    `score` includes the factor `recency`, by which newer statements are boosted.
    """

    score: float
    number: int
    total: int
    relaxed: bool
    parts: tuple[ScorePart, ...]
    recency: float


@dataclass(frozen=True, kw_only=True)
class EngineReport:
    """The report of one engine.

    `state` compares the index entry with the database: "same", "differs", "missing" (not in the
    index, but should be), "extra" (in the index, but should not be), "absent" (rightly not in it)
    or "unknown". `written_at` is None for entries written more than two days ago, since the record
    of the indexing run is deleted then.
    """

    name: str
    error: str = ""
    state: str = "unknown"
    version: int | None = None
    written_at: datetime.datetime | None = None
    is_analysed_as_now: bool = True
    waiting: int = 0
    last_error: str = ""
    place: Rank | None = None


def report_engine(
    engine: Engine, *, question: Question, page_id: int, expected: Entry | None
) -> EngineReport:
    """Return the report of an engine on a page; `expected` is the entry that it should have."""
    outbox = OutboxEntry.objects.filter(engine=engine.name, page_id=page_id, version=None)
    waiting = list(outbox.exclude(reason=DUE).order_by("-attempts")[:100])
    report = EngineReport(
        name=engine.name,
        waiting=len(waiting),
        last_error=waiting[0].last_error if waiting else "",
    )
    language = expected.language if expected else question.language
    try:
        indexed = engine.indexed_page(language, page_id)
        rank = _rank(engine, question, page_id=page_id)
        is_current = engine.status(language).analysis == analysis.version(language)
    except (EngineUnavailableError, DamagedIndexError) as error:
        return replace(report, error=str(error))
    if indexed is None:
        state = "missing" if expected else "absent"
    elif expected is None:
        state = "extra"
    else:
        state = "same" if indexed.fingerprint == expected.fingerprint else "differs"
    run = IndexingRun.objects.filter(pk=indexed.version).first() if indexed else None
    return replace(
        report,
        state=state,
        version=indexed.version if indexed else None,
        written_at=run.started_at if run else None,
        is_analysed_as_now=is_current,
        place=rank,
    )


def _rank(engine: Engine, question: Question, *, page_id: int) -> Rank | None:
    """Return the rank that the engine gives the page, None where it is not among the results."""
    query = question.query()
    total = engine.search(replace(query, limit=0)).total
    relaxed = False
    if not total and len(query.groups) > 1:
        query = replace(query, match_any=True)
        total = engine.search(replace(query, limit=0)).total
        relaxed = True
    scored = engine.page_score(query, page_id)
    if scored is None:
        return None
    without_recency = engine.page_score(replace(query, recency=False), page_id)
    base_score = without_recency.score if without_recency else 0.0
    parts = tuple(_score_parts(engine, query, page_id=page_id))
    remainder = base_score - sum(part.score for part in parts)
    if len(parts) > 1 and remainder > 0.01 * base_score:
        parts += (ScorePart(text="", score=remainder),)
    return Rank(
        score=scored.score,
        number=scored.higher + 1,
        total=total,
        relaxed=relaxed,
        parts=parts,
        recency=scored.score / base_score if base_score else 1.0,
    )


def _score_parts(engine: Engine, query: Query, *, page_id: int) -> Iterator[ScorePart]:
    """Yield the score of each group of words alone."""
    for group in query.groups[:MAX_PARTS]:
        alone = replace(query, groups=(group,), neighbours=(), recency=False, match_any=False)
        scored = engine.page_score(alone, page_id)
        words = " / ".join(dict.fromkeys(" ".join(term.words) for term in group))
        yield ScorePart(text=words, score=scored.score if scored else 0.0)

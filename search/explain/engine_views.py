"""What does each engine have of a statement, and how high does it place it for a question?"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError, Query
from search.engines.entries import Entry
from search.language import analysis
from search.models import IndexingRun, OutboxEntry
from search.querying.request import Question

# Each costs a question to the engine.
MOST_PARTS = 8


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one group of words adds to the score; `text` is empty for what they add together."""

    text: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the statement stands by score. `score` includes the lift of newer statements."""

    score: float
    number: int
    total: int
    relaxed: bool
    parts: tuple[Part, ...]
    recency: float


@dataclass(frozen=True, kw_only=True)
class EngineView:
    """One engine's side. `state` is "same", "differs", "missing", "extra", "absent" or "unknown".

    "extra": it is there although it should not be; "absent": rightly not there. `written_at` is
    empty where the record of the writing is gone, after two days.
    """

    name: str
    error: str = ""
    state: str = "unknown"
    version: int | None = None
    written_at: datetime.datetime | None = None
    is_analysed_as_now: bool = True
    waiting: int = 0
    last_error: str = ""
    place: Place | None = None


def view(engine: Engine, *, question: Question, page_id: int, wanted: Entry | None) -> EngineView:
    """Return how an engine stands to a page; `wanted` is its entry where it should have one."""
    waiting = OutboxEntry.objects.filter(engine=engine.name, page_id=page_id, version=None)
    rows = list(waiting.exclude(reason="due").order_by("-attempts")[:100])
    common = {
        "name": engine.name,
        "waiting": len(rows),
        "last_error": rows[0].last_error if rows else "",
    }
    language = wanted.language if wanted else question.language
    try:
        held = engine.indexed_page(language, page_id)
        place = _place(engine, question, page_id=page_id)
        current = engine.status(language).analysis == analysis.version(language)
    except (EngineUnavailableError, DamagedIndexError) as error:
        return EngineView(**common, error=str(error))
    if held is None:
        state = "missing" if wanted else "absent"
    elif wanted is None:
        state = "extra"
    else:
        state = "same" if held.fingerprint == wanted.fingerprint else "differs"
    run = IndexingRun.objects.filter(pk=held.version).first() if held else None
    return EngineView(
        **common,
        state=state,
        version=held.version if held else None,
        written_at=run.started_at if run else None,
        is_analysed_as_now=current,
        place=place,
    )


def _place(engine: Engine, question: Question, *, page_id: int) -> Place | None:
    """Return the place that the engine gives the page, None where it is not among the results."""
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
    plain = engine.page_score(replace(query, recency=False), page_id)
    plain_score = plain.score if plain else 0.0
    parts = tuple(_parts(engine, query, page_id=page_id))
    together = plain_score - sum(part.score for part in parts)
    if len(parts) > 1 and together > 0.01 * plain_score:
        parts += (Part(text="", score=together),)
    return Place(
        score=scored.score,
        number=scored.higher + 1,
        total=total,
        relaxed=relaxed,
        parts=parts,
        recency=scored.score / plain_score if plain_score else 1.0,
    )


def _parts(engine: Engine, query: Query, *, page_id: int) -> Iterator[Part]:
    """Yield what each group of words would score alone."""
    for group in query.groups[:MOST_PARTS]:
        alone = replace(query, groups=(group,), neighbours=(), recency=False, match_any=False)
        scored = engine.page_score(alone, page_id)
        words = " / ".join(dict.fromkeys(" ".join(term.words) for term in group))
        yield Part(text=words, score=scored.score if scored else 0.0)

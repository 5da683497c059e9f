"""How is the archive asked? The results page, the command and every other exit ask here."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.http import HttpRequest

from search.curation import state
from search.engines.base import Engine, EngineUnavailableError, FacetCount, Query, Together
from search.engines.selection import engines
from search.querying.request import PAGE_LENGTH, Question
from search.querying.result_rendering import Found, show
from search.querying.site_terms import SiteTerms

__all__ = ["PAGE_LENGTH", "Answer", "Found", "Question", "SearchUnavailableError", "ask", "count"]

logger = logging.getLogger(__name__)

T = TypeVar("T")


class SearchUnavailableError(Exception):
    """No engine could answer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an engine answered. `relaxed` when no statement had all words, so any were enough.

    `totals` has each language that was searched. Facets are counted under the reader's values.
    """

    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    relaxed: bool
    engine: str
    length: int
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def page_count(self) -> int:
        """Return how many pages the answer has, at least one."""
        return max(1, -(-self.total // self.length))


def ask(
    question: Question,
    *,
    request: HttpRequest | None = None,
    facets: bool = False,
    only: str | None = None,
    terms: SiteTerms | None = None,
) -> Answer:
    """Answer a question from the first engine that can; raises SearchUnavailableError if none can.

    Whatever the index says, only what is public in the database this moment is returned. `only`
    names an engine that no other may stand in for.
    """
    state.refresh()
    terms = terms or SiteTerms(site=question.site, language=question.language)
    asked = [question.put_to(language, terms=terms) for language in question.searched]
    name, (results, relaxed) = from_first_engine(
        lambda engine: search_or_relax(
            engine, [one.query() for one in asked], facets=facets, relaxes=question.relaxes
        ),
        only=only,
    )
    return Answer(
        total=results.total,
        totals=results.totals,
        found=show(
            results.hits,
            question=question,
            parsed={one.language: one.parsed for one in asked},
            request=request,
        ),
        facets=_facets(results, question=question, terms=terms),
        relaxed=relaxed,
        engine=name,
        length=question.length,
    )


def count(question: Question, *, terms: SiteTerms | None = None) -> int:
    """Return how many statements have all that is asked; 0 where no engine can tell.

    For offers of other questions: an index that is away must not take the page with it.
    """
    terms = terms or SiteTerms(site=question.site, language=question.language)
    queries = [
        replace(question.put_to(language, terms=terms).query(), limit=0, offset=0)
        for language in question.searched
    ]
    try:
        return from_first_engine(lambda engine: _together(engine, queries).total)[1]
    except SearchUnavailableError:
        return 0


def from_first_engine(
    ask_engine: Callable[[Engine], T], *, only: str | None = None
) -> tuple[str, T]:
    """Return the name and answer of the first engine that can be reached, or of the one named."""
    reasons = []
    for engine in engines().values():
        if only not in (None, engine.name):
            continue
        try:
            return engine.name, ask_engine(engine)
        except EngineUnavailableError as error:
            logger.warning("search engine %s could not answer: %s", engine.name, error)
            reasons.append(f"{engine.name}: {error}")
    raise SearchUnavailableError("; ".join(reasons))


def search_or_relax(
    engine: Engine, queries: list[Query], *, facets: bool = False, relaxes: bool = True
) -> tuple[Together, bool]:
    """Return what has all words, or else what has any; and whether that was needed."""
    results = _together(engine, queries, facets=facets)
    several = any(len(query.groups) > 1 for query in queries)
    if results.total or not several or not relaxes:
        return results, False
    any_word = [replace(query, match_any=True) for query in queries]
    relaxed = _together(engine, any_word, facets=facets)
    # Filters, not words, may be what leaves nothing: then nothing was gained by relaxing.
    return (relaxed, True) if relaxed.total else (results, False)


def _together(engine: Engine, queries: list[Query], *, facets: bool = False) -> Together:
    """Ask one language as such, and several as one."""
    if len(queries) > 1:
        return engine.search_together(tuple(queries), facets=facets)
    (query,) = queries
    results = engine.search(query, facets=facets)
    return Together(
        hits=results.hits,
        totals={query.language: results.total},
        facets={query.language: results.facets} if facets else {},
    )


def _facets(
    results: Together, *, question: Question, terms: SiteTerms
) -> Mapping[str, tuple[FacetCount, ...]]:
    if tuple(results.facets) == (question.language,):
        return results.facets[question.language]
    return terms.merged(results.facets)

"""Answers to questions, for the results page, the API, feeds, alerts and commands."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.dispatch import Signal
from django.http import HttpRequest

from search.curation import state_tokens
from search.engines.base import (
    Engine,
    EngineUnavailableError,
    FacetCount,
    MixedLanguageResults,
    Query,
)
from search.engines.selection import engines_named
from search.querying.request import PAGE_LENGTH, Question
from search.querying.result_rendering import RenderedResult, render_results
from search.querying.site_terms import SiteTerms

__all__ = [
    "PAGE_LENGTH",
    "Answer",
    "Question",
    "RenderedResult",
    "SearchUnavailableError",
    "ask",
    "count",
]

logger = logging.getLogger(__name__)

# Sent after each engine that was asked, with `engine`, `seconds` and `has_failed`.
engine_asked = Signal()

T = TypeVar("T")


class SearchUnavailableError(Exception):
    """No engine could answer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An engine's answer. `relaxed` if no statement had all words, so that any word was enough.

    `totals` has each language that was searched. `facets` has slugs of the reader's language.
    """

    total: int
    results: tuple[RenderedResult, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    relaxed: bool
    engine: str
    length: int
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def page_count(self) -> int:
        """Return the number of pages of the answer, at least one."""
        return max(1, -(-self.total // self.length))


def ask(
    question: Question,
    *,
    request: HttpRequest | None = None,
    facets: bool = False,
    engine_name: str | None = None,
    terms: SiteTerms | None = None,
) -> Answer:
    """Answer a question from the first available engine, or from the one named.

    Raises SearchUnavailableError if none is available. Whatever the index has, only statements that
    are public in the database now are returned.
    """
    state_tokens.reload_changed()
    terms = terms or SiteTerms(site=question.site, language=question.language)
    questions = [
        question.for_language(language, terms=terms) for language in question.searched_languages
    ]
    queries = [each.query() for each in questions]
    name, (results, relaxed) = from_first_engine(
        lambda engine: search_or_relax(engine, queries, facets=facets, relaxes=question.relaxes),
        engine_name=engine_name,
    )
    return Answer(
        total=results.total,
        totals=results.totals,
        results=render_results(
            results.hits,
            question=question,
            parsed={each.language: each.parsed for each in questions},
            request=request,
        ),
        facets=_facets(results, question=question, terms=terms),
        relaxed=relaxed,
        engine=name,
        length=question.length,
    )


def count(question: Question, *, terms: SiteTerms | None = None) -> int:
    """Return the number of matches, not relaxed; 0 where no engine is available.

    For suggestions of other questions, whose failure must not fail the page.
    """
    terms = terms or SiteTerms(site=question.site, language=question.language)
    queries = [
        replace(question.for_language(language, terms=terms).query(), limit=0, offset=0)
        for language in question.searched_languages
    ]
    try:
        return from_first_engine(lambda engine: _search(engine, queries).total)[1]
    except SearchUnavailableError:
        return 0


def from_first_engine(
    query_engine: Callable[[Engine], T], *, engine_name: str | None = None
) -> tuple[str, T]:
    """Return name and result of the first available engine, or of the one named."""
    reasons = []
    for engine in engines_named(engine_name):
        began = time.perf_counter()
        try:
            answer = query_engine(engine)
        except EngineUnavailableError as error:
            _tell(engine, began=began, has_failed=True)
            logger.warning("search engine %s could not answer: %s", engine.name, error)
            reasons.append(f"{engine.name}: {error}")
        else:
            _tell(engine, began=began, has_failed=False)
            return engine.name, answer
    raise SearchUnavailableError("; ".join(reasons))


def _tell(engine: Engine, *, began: float, has_failed: bool) -> None:
    seconds = time.perf_counter() - began
    engine_asked.send(sender=None, engine=engine.name, seconds=seconds, has_failed=has_failed)


def search_or_relax(
    engine: Engine, queries: list[Query], *, facets: bool = False, relaxes: bool = True
) -> tuple[MixedLanguageResults, bool]:
    """Return the statements with all words, or else those with any; and whether it was relaxed."""
    results = _search(engine, queries, facets=facets)
    several = any(len(query.groups) > 1 for query in queries)
    if results.total or not several or not relaxes:
        return results, False
    any_word = [replace(query, match_any=True) for query in queries]
    relaxed = _search(engine, any_word, facets=facets)
    # Where filters exclude everything, relaxing the words is no help.
    return (relaxed, True) if relaxed.total else (results, False)


def _search(engine: Engine, queries: list[Query], *, facets: bool = False) -> MixedLanguageResults:
    """Search one language, or several by a mixed-language search."""
    if len(queries) > 1:
        return engine.search_mixed_languages(tuple(queries), facets=facets)
    (query,) = queries
    results = engine.search(query, facets=facets)
    return MixedLanguageResults(
        hits=results.hits,
        totals={query.language: results.total},
        facets={query.language: results.facets} if facets else {},
    )


def _facets(
    results: MixedLanguageResults, *, question: Question, terms: SiteTerms
) -> Mapping[str, tuple[FacetCount, ...]]:
    if tuple(results.facets) == (question.language,):
        return results.facets[question.language]
    return terms.merge_facets(results.facets)

"""How is the archive asked? The results page, the command and every other exit ask here."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Site

from newsroom.models import ArticlePage
from search.curation import state
from search.curation.synonyms import thesaurus_for
from search.engines.base import (
    Engine,
    EngineUnavailableError,
    FacetCount,
    Filters,
    Hit,
    Query,
    Results,
    Sort,
)
from search.engines.chosen import engines
from search.highlight import Highlighter
from search.queries import Parsed, parse
from search.suggestions import corrected

logger = logging.getLogger(__name__)

PAGE_LENGTH = 20
T = TypeVar("T")


class SearchUnavailableError(Exception):
    """No engine could answer."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a reader asks: a line, a language, filters, an order and a page of the answer.

    `only` asks about these statements alone, as an alert does about the new ones. `relaxes` lets
    any word be enough when no statement has all.
    """

    line: str = ""
    language: str
    site: Site | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    length: int = PAGE_LENGTH
    only: tuple[int, ...] | None = None
    relaxes: bool = True

    @cached_property
    def parsed(self) -> Parsed:
        """Return the line as engines understand it."""
        site_id = self.site.pk if self.site else None
        return parse(
            self.line,
            language=self.language,
            thesaurus=thesaurus_for(site_id, self.language),
        )

    @property
    def order(self) -> Sort:
        """Return the order: as chosen, else the best first for words and the newest without."""
        return self.sort or ("relevance" if self.parsed.groups else "newest")

    def query(self) -> Query:
        """Return the question to the engine. Dates in the line and in the form both narrow."""
        dates = self.parsed.dates
        filters = replace(
            self.filters,
            date_from=_later(self.filters.date_from, dates.first),
            date_to=_earlier(self.filters.date_to, dates.last),
        )
        by_date = filters.date_from or filters.date_to or filters.years
        return Query(
            language=self.language,
            today=timezone.localdate(),
            site_id=self.site.pk if self.site else None,
            groups=self.parsed.groups,
            excluded=self.parsed.excluded,
            neighbours=self.parsed.neighbours,
            filters=filters,
            only=self.only,
            recency=not (by_date or self.parsed.has_phrase),
            sort=self.order,
            offset=(self.page - 1) * self.length,
            limit=self.length,
        )


@dataclass(frozen=True, kw_only=True)
class Found:
    """One statement to show: the index's words, the database's word that it is public."""

    hit: Hit
    page: ArticlePage
    url: str
    title: SafeString
    extract: SafeString


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an engine answered. `relaxed` when no statement had all words, so any were enough."""

    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    relaxed: bool
    engine: str
    length: int

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
) -> Answer:
    """Answer a question from the first engine that can; raises SearchUnavailableError if none can.

    Whatever the index says, only what is public in the database this moment is returned. `only`
    names an engine that no other may stand in for.
    """
    state.refresh()
    name, (results, relaxed) = from_first_engine(
        lambda engine: _search(engine, question, facets=facets), only=only
    )
    return Answer(
        total=results.total,
        found=_show(results.hits, question=question, request=request),
        facets=results.facets,
        relaxed=relaxed,
        engine=name,
        length=question.length,
    )


def count(question: Question) -> int:
    """Return how many statements have all that is asked; 0 where no engine can tell.

    For offers of other questions: an index that is away must not take the page with it.
    """
    query = replace(question.query(), limit=0)
    try:
        return from_first_engine(lambda engine: engine.search(query).total)[1]
    except SearchUnavailableError:
        return 0


def did_you_mean(question: Question) -> tuple[str, int]:
    """Return the line with misspelt words put right and what it would find, or ("", 0)."""
    line = from_first_engine(
        lambda engine: corrected(question.line, language=question.language, engine=engine)
    )[1]
    total = count(replace(question, line=line, page=1)) if line else 0
    return (line, total) if total else ("", 0)


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


def _search(engine: Engine, question: Question, *, facets: bool) -> tuple[Results, bool]:
    query = question.query()
    results = engine.search(query, facets=facets)
    if results.total or len(query.groups) < 2 or not question.relaxes:
        return results, False
    relaxed = engine.search(replace(query, match_any=True), facets=facets)
    # Filters, not words, may be what leaves nothing: then nothing was gained by relaxing.
    return (relaxed, True) if relaxed.total else (results, False)


def _show(
    hits: tuple[Hit, ...], *, question: Question, request: HttpRequest | None
) -> tuple[Found, ...]:
    """Return the hits that are public and of this site now, marked. One query."""
    pages = {
        page.pk: page
        for page in ArticlePage.objects.filter(pk__in=[hit.page_id for hit in hits])
        .public_now()
        .select_related("locale")
        .defer_streamfields()
    }
    highlighter = Highlighter(language=question.language, terms=question.parsed.terms)
    found = []
    for hit in hits:
        page = pages.get(hit.page_id)
        parts = page.get_url_parts(request) if page else None
        elsewhere = parts and question.site and parts[0] != question.site.pk
        if page is None or parts is None or elsewhere:
            logger.warning("page %s is in the search index but must not be shown", hit.page_id)
            continue
        found.append(
            Found(
                hit=hit,
                page=page,
                url=(page.get_url(request) if request else page.full_url) or "",
                title=highlighter.whole(hit.title),
                extract=highlighter.extract(f"{hit.summary} {hit.text}".strip()),
            )
        )
    return tuple(found)


def _later(first, second):
    return max((day for day in (first, second) if day), default=None)


def _earlier(first, second):
    return min((day for day in (first, second) if day), default=None)

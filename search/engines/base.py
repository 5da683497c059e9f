"""The protocol of search engines, with its queries, answers and errors."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from search.engines.entries import Entry, TermLabel
from search.language.analysis import AnalysedText
from search.language.query_terms import QueryTerm

Sort = Literal["relevance", "newest", "oldest"]
FACETS = ("category", "topic", "year")
# Of title, body, lemmas of the title, lemmas of the body. How a word is mutated or inflected says
# little about the subject of a statement, so its exact form counts for less than its lemma. Chosen
# on the judged queries (`docs/relevance.md`): with a title that weighs far more than a body, the
# two engines disagree, since only Elasticsearch weighs the length of a text as it weighs its words.
FIELD_WEIGHTS = (4.0, 2.0, 8.0, 4.0)
# The newest statement counts a quarter more than a very old one, no more: this is an archive. The
# rest of that quarter halves with each of these spans.
RECENCY_BOOST = 0.25
RECENCY_DAYS = 365.0
# Consecutive words with several lemmas each multiply; more spellings than these add nothing.
MAX_PHRASES = 16
# Shorter words are never corrected: too many words are one letter away from them.
SHORTEST_CORRECTED_WORD = 4
# Seconds after which an index that some process began to fill counts as given up.
ABANDONED_SECONDS = 86_400


class EngineUnavailableError(Exception):
    """The engine cannot answer now; another engine may."""


class DamagedIndexError(EngineUnavailableError):
    """The index cannot be read and must be rebuilt."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Conditions besides words. Several values of one kind are alternatives."""

    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query to the index of one language.

    Every group must match, and a group matches by any of its terms; no excluded term may match. A
    query without groups matches everything. `neighbours` are consecutive words that raise the score
    of a statement where they are adjacent. With `match_any` one matching group is enough.
    `only_pages` restricts the query to these pages, 65,536 at most.
    """

    language: str
    today: datetime.date
    site_id: int | None = None
    groups: tuple[tuple[QueryTerm, ...], ...] = ()
    excluded: tuple[QueryTerm, ...] = ()
    neighbours: tuple[QueryTerm, ...] = ()
    filters: Filters = field(default_factory=Filters)
    only_pages: tuple[int, ...] | None = None
    match_any: bool = False
    recency: bool = True
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class TitleQuery:
    """An unfinished line that is completed from titles.

    Every group must match, and a group matches by any of its terms. The last word is unfinished:
    one of `prefixes` must begin a word or a lemma.
    """

    language: str
    prefixes: tuple[str, ...]
    groups: tuple[tuple[QueryTerm, ...], ...] = ()
    site_id: int | None = None
    limit: int = 8


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A matching statement as the index has it. `score` compares hits of one answer only."""

    page_id: int
    score: float
    title: str
    summary: str
    text: str
    date: datetime.date
    language: str
    # `analysed_body` is of summary and text, in this order.
    analysed_title: AnalysedText
    analysed_body: AnalysedText
    categories: tuple[TermLabel, ...] = ()
    topics: tuple[TermLabel, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FacetCount:
    """The number of matches with `value`, when that facet's own filter is ignored."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """The engine's answer. `facets` is empty unless they were requested."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MixedLanguageResults:
    """The answer over several languages: hits in one order, totals and facets by language."""

    hits: tuple[Hit, ...]
    totals: Mapping[str, int]
    facets: Mapping[str, Mapping[str, tuple[FacetCount, ...]]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of matches in all languages."""
        return sum(self.totals.values())


@dataclass(frozen=True, kw_only=True)
class IndexedPage:
    """The version and fingerprint of one page in the index, for comparison with the database."""

    page_id: int
    version: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class PageScore:
    """The score of one page for a query, and the number of pages that score higher."""

    score: float
    higher: int


@dataclass(frozen=True, kw_only=True)
class SpellingCandidate:
    """A word of public statements, as they spell it in `display`, and how many contain it."""

    word: str
    display: str
    statements: int


@dataclass(frozen=True, kw_only=True)
class IndexStatus:
    """The state of one language's index. `analysis` is empty where there is no index."""

    language: str
    analysis: str
    statements: int
    newest_version: int
    generation: str
    bytes: int


class Rebuild(Protocol):
    """A new index that is filled while the current one answers."""

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries into the new index."""

    def finish(self) -> None:
        """Wait until everything added is written; raises the error of a failed write."""

    def swap(self) -> None:
        """Make the new index the current one, and retain the old one until the next rebuild."""

    def swap_if_none(self) -> None:
        """Make the new index the current one, or delete it where another process made one."""

    def abandon(self) -> None:
        """Delete the new index."""


class Engine(Protocol):
    """A search engine with one index for each language.

    Methods raise `EngineUnavailableError` when the engine cannot be reached or used. Writes carry a
    version. A write or deletion is ignored unless its version is above the indexed version of the
    page, so that late and repeated writes are harmless.
    """

    name: str

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query. `total` counts all matches, whatever the limit."""

    def search_mixed_languages(
        self, queries: tuple[Query, ...], *, facets: bool = False
    ) -> MixedLanguageResults:
        """Answer one query for each of several languages, with all hits in one order.

        The queries must have equal sort, offset and limit, which count over all languages.
        """

    def search_titles(self, query: TitleQuery) -> tuple[int, ...]:
        """Return the pages whose titles match an unfinished line, the newest first."""

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write entries and delete pages by id, in the index of one language."""

    def indexed_pages(self, language: str) -> Iterator[IndexedPage]:
        """Yield all pages of the index, in the order of their ids."""

    def indexed_page(self, language: str, page_id: int) -> IndexedPage | None:
        """Return one page of the index; None where it is not indexed."""

    def page_score(self, query: Query, page_id: int) -> PageScore | None:
        """Return the score of one page, whatever the query's sort; None where it does not match."""

    def spelling_candidates(self, language: str, word: str) -> list[SpellingCandidate]:
        """Return words of public statements at most one letter from `word`, itself included."""

    def begin_rebuild(self, language: str, *, version: int) -> Rebuild:
        """Start a new index; the current one still answers and receives writes."""

    def generation(self, language: str) -> str:
        """Return the name of the current index, empty where there is none; a swap changes it."""

    def status(self, language: str) -> IndexStatus:
        """Return the state of the index; raises DamagedIndexError for one known to be damaged."""

    def close(self) -> None:
        """Close the connections of this thread; the next call opens new ones."""

"""What does every search engine understand, answer and promise?"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from search.indexing.documents import Entry, TermLabel
from search.language.analysis import Analysed

Sort = Literal["relevance", "newest", "oldest"]
FACETS = ("category", "topic", "year")
# Of title, body, lemmas of the title, lemmas of the body. How a word is mutated or inflected says
# little about what a statement is about, so its exact form counts for less than the word. Chosen on
# the judged queries (`docs/relevance.md`): with a title that weighs far more than a body, the two
# engines disagree, since only Elasticsearch weighs the length of a text as it weighs its words.
WEIGHTS = (4.0, 2.0, 8.0, 4.0)
# The newest statement counts a quarter more than a very old one, no more: this is an archive. What
# is left of that quarter halves with each of these spans.
RECENCY_BOOST = 0.25
RECENCY_DAYS = 365.0
# A row of words with several lemmas each multiplies; more spellings than these add nothing.
MOST_PHRASES = 16


class EngineUnavailableError(Exception):
    """The engine cannot answer now; another may."""


class DamagedIndexError(EngineUnavailableError):
    """The index cannot be read and will not heal by itself: it must be rebuilt."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word, or several in a row, that a statement holds.

    `words` are surface forms, folded. `lemmas` has, for each of them, the lemmas that stand for
    it; it is empty for an exact phrase.
    """

    words: tuple[str, ...]
    lemmas: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a statement must be, beside its words. Several values of one kind mean any of them."""

    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question to the index of one language.

    Every group must match, one of a group's terms is enough; no excluded term may match. No groups
    at all match everything. `neighbours` are rows of words that lift a statement which has
    them side by side. `match_any` makes one matching group enough. `only` leaves nothing but these
    pages where it is given, 65,536 at most.
    """

    language: str
    today: datetime.date
    site_id: int | None = None
    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    neighbours: tuple[Term, ...] = ()
    filters: Filters = field(default_factory=Filters)
    only: tuple[int, ...] | None = None
    match_any: bool = False
    recency: bool = True
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One statement as the index has it. `score` compares hits of one answer only."""

    page_id: int
    score: float
    title: str
    summary: str
    text: str
    date: datetime.date
    language: str
    # `analysed_body` is of summary and text, in this order.
    analysed_title: Analysed
    analysed_body: Analysed
    categories: tuple[TermLabel, ...] = ()
    topics: tuple[TermLabel, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FacetCount:
    """How many statements have `value`, when that facet's own filter is left aside."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """The engine's answer. `facets` is empty unless they were asked for."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Together:
    """The answer over several languages: one row of hits, totals and facets for each language."""

    hits: tuple[Hit, ...]
    totals: Mapping[str, int]
    facets: Mapping[str, Mapping[str, tuple[FacetCount, ...]]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many match in all languages."""
        return sum(self.totals.values())


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The beginning of a line that somebody is typing, to be looked for in titles.

    Every group must match, one of its terms is enough; the last word is not finished, so one of
    `prefixes` need only begin a word or a lemma.
    """

    language: str
    prefixes: tuple[str, ...]
    groups: tuple[tuple[Term, ...], ...] = ()
    site_id: int | None = None
    limit: int = 8


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What the index holds about one page: enough to compare it with the database."""

    page_id: int
    version: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Scored:
    """How one page stands in a query's answer: its score, and how many score higher."""

    score: float
    higher: int


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A word that public statements hold, as they spell it, and in how many of them."""

    word: str
    display: str
    statements: int


@dataclass(frozen=True, kw_only=True)
class IndexStatus:
    """How one language's index is. `analysis` is empty when there is no index yet."""

    language: str
    analysis: str
    statements: int
    newest_version: int
    generation: str
    bytes: int


class Rebuild(Protocol):
    """A new index beside the one that answers, until it takes its place."""

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries into the new index."""

    def finish(self) -> None:
        """Wait until everything added is written; raises what went wrong with it."""

    def swap(self) -> None:
        """Let the new index answer, and keep the old one until the next rebuild."""

    def abandon(self) -> None:
        """Throw the new index away."""


class Engine(Protocol):
    """One search engine with an index for each language.

    Methods raise `EngineUnavailableError` when the engine cannot be reached or used. Writes carry a
    version; a write whose version is not above the one that the index has for a page is ignored,
    deletions included, so late and repeated writes do no harm.
    """

    name: str

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query. `total` counts all that match, whatever the limit."""

    def search_together(self, queries: tuple[Query, ...], *, facets: bool = False) -> Together:
        """Answer one query for each of several languages in one order.

        All must have the same order, offset and limit, which count over all languages.
        """

    def titled(self, typed: Typed) -> tuple[int, ...]:
        """Return pages whose titles hold what is typed so far, the newest first."""

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write entries and delete pages by id, in the index of one language."""

    def stored(self, language: str) -> Iterator[Stored]:
        """Yield everything that the index holds, in the order of page ids."""

    def begin_rebuild(self, language: str, *, version: int) -> Rebuild:
        """Start a new index; the present one goes on answering and being written to."""

    def generation(self, language: str) -> str:
        """Return the name of the index that answers now; changes at each swap."""

    def status(self, language: str) -> IndexStatus:
        """Return how the index is."""

    def spellings(self, language: str, word: str) -> list[Spelling]:
        """Return words of public statements that are close to `word`, itself if it is there."""

    def held(self, language: str, page_id: int) -> Stored | None:
        """Return what the index holds about one page; None where it does not have it."""

    def scored(self, query: Query, page_id: int) -> Scored | None:
        """Return how the page stands by score, whatever the order; None where it is not found."""

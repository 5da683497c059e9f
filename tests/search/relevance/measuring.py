"""What does an engine find of what was judged? Indexed and asked through the code of the site."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from search.engines.base import Engine
from search.querying.answers import Question, search_or_relax
from search.querying.spelling_correction import corrections
from tests.search.relevance import corpus, metrics, ways

# Age counts in the ranking, so the figures would drift from day to day.
TODAY = datetime.date(2026, 1, 1)
AS_BUILT = "lemmas and surface (Lectern)"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What was found for one query, best first, by the names of the statements."""

    query: corpus.Judged
    found: tuple[str, ...]
    relaxed: bool

    @property
    def ndcg(self) -> float:
        """Return how good the first ten are."""
        return metrics.ndcg(self.found, self.query.judged)

    @property
    def recall(self) -> float:
        """Return how much of what is relevant was found."""
        return metrics.recall(self.found, self.query.judged)

    @property
    def precision(self) -> float:
        """Return how much of what was found is relevant."""
        return metrics.precision(self.found, self.query.judged)

    @property
    def is_nothing(self) -> bool:
        """Return whether no statement has what was asked (offers of any word are no answer)."""
        return self.relaxed or not self.found


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Means over queries that have something to find; `nothing` is over those that have not."""

    queries: int
    recall: float
    precision: float
    ndcg: float
    zero: float
    relaxed: float
    nothing: float


@dataclass(frozen=True, kw_only=True)
class Parity:
    """How alike two engines answer: shares of queries, from 0 to 1."""

    same_set: float
    overlap: float
    different: tuple[str, ...]


def index(engine: Engine, *, language: str) -> None:
    """Put the judged statements of a language into a fresh index."""
    rebuild = engine.begin_rebuild(language, version=1)
    rebuild.add(corpus.statements(language).values(), version=1)
    rebuild.swap()


def answers(engine: Engine, *, language: str, way: str = AS_BUILT) -> tuple[Answered, ...]:
    """Ask every judged query of a language."""
    names = {entry.page_id: name for name, entry in corpus.statements(language).items()}
    return tuple(
        _answer(engine, judged, language=language, way=way, names=names)
        for judged in corpus.queries(language)
    )


def _answer(
    engine: Engine, judged: corpus.Judged, *, language: str, way: str, names: Mapping[int, str]
) -> Answered:
    question = Question(line=judged.line, language=language, length=len(names))
    query = ways.asked(replace(question.query(), today=TODAY), way=way)
    results, relaxed = search_or_relax(engine, [query])
    return Answered(
        query=judged, found=tuple(names[hit.page_id] for hit in results.hits), relaxed=relaxed
    )


def figures(answered: tuple[Answered, ...]) -> Figures:
    """Return the means of a set of answers. A query that finds nothing has precision 0."""
    asked = [one for one in answered if one.query.relevant]
    idle = [one for one in answered if not one.query.relevant]
    return Figures(
        queries=len(answered),
        recall=metrics.mean([one.recall for one in asked]),
        precision=metrics.mean([one.precision for one in asked]),
        ndcg=metrics.mean([one.ndcg for one in asked]),
        zero=metrics.mean([not one.found for one in asked]),
        relaxed=metrics.mean([one.relaxed for one in asked]),
        nothing=metrics.mean([one.is_nothing for one in idle]),
    )


def parity(first: tuple[Answered, ...], second: tuple[Answered, ...]) -> Parity:
    """Compare the answers of two engines to the same queries."""
    pairs = list(zip(first, second, strict=True))
    same = [set(one.found) == set(other.found) for one, other in pairs]
    overlaps = [metrics.overlap(one.found, other.found) for one, other in pairs]
    return Parity(
        same_set=metrics.mean(same),
        overlap=metrics.mean(overlaps),
        different=tuple(
            one.query.line
            for (one, _other), equal, share in zip(pairs, same, overlaps, strict=True)
            if not equal or share < 1
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What "did you mean" offered for a misspelt line."""

    misspelt: corpus.Misspelt
    offer: str
    finds_it_anyway: bool

    @property
    def is_right(self) -> bool:
        """Return whether a right offer was made, capitals aside, or none where none is needed.

        None is needed where the line as it was typed finds what was meant, since both have one
        stem, and where there is no mistake.
        """
        if not self.offer:
            return self.finds_it_anyway or not self.misspelt.meant
        return self.offer.casefold() in map(str.casefold, self.misspelt.meant)


def offers(engine: Engine, *, language: str) -> tuple[Offered, ...]:
    """Ask what each misspelt line of a language should have been."""
    return tuple(_offered(engine, one, language=language) for one in corpus.misspelt(language))


def _offered(engine: Engine, misspelt: corpus.Misspelt, *, language: str) -> Offered:
    typed = _ids(engine, misspelt.line, language=language)
    return Offered(
        misspelt=misspelt,
        offer=_offer(engine, misspelt.line, language=language),
        finds_it_anyway=bool(typed)
        and any(typed == _ids(engine, line, language=language) for line in misspelt.meant),
    )


def _offer(engine: Engine, line: str, *, language: str) -> str:
    """Return the first correction that finds anything, as the results page does."""
    offered = corrections(line, language=language, engine=engine)
    return next((one for one in offered if _ids(engine, one, language=language)), "")


def _ids(engine: Engine, line: str, *, language: str) -> set[int]:
    query = Question(line=line, language=language, length=len(corpus.statements(language))).query()
    return {hit.page_id for hit in engine.search(query).hits}

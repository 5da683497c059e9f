"""Measurement of an engine with the judged corpus, through the code of the site."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from search.engines.base import Engine
from search.querying.answers import Question, search_or_relax
from search.querying.spelling_correction import corrections
from tests.search.relevance import corpus, metrics, ways

# A fixed day: the age of statements counts in the ranking.
TODAY = datetime.date(2026, 1, 1)
AS_BUILT = "lemmas and surface (Lectern)"


@dataclass(frozen=True, kw_only=True)
class JudgedAnswer:
    """The results of one query as names of statements, the best first."""

    query: corpus.JudgedQuery
    found: tuple[str, ...]
    relaxed: bool

    @property
    def ndcg(self) -> float:
        """Return the nDCG of the first ten results."""
        return metrics.ndcg(self.found, self.query.judged)

    @property
    def recall(self) -> float:
        """Return the share of the relevant statements among the results."""
        return metrics.recall(self.found, self.query.judged)

    @property
    def precision(self) -> float:
        """Return the share of the results that is relevant."""
        return metrics.precision(self.found, self.query.judged)

    @property
    def is_nothing(self) -> bool:
        """Return whether no statement has all words; relaxed results do not count."""
        return self.relaxed or not self.found


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Means over queries with relevant statements; `nothing` is over those without."""

    queries: int
    recall: float
    precision: float
    ndcg: float
    zero: float
    relaxed: float
    nothing: float


@dataclass(frozen=True, kw_only=True)
class Parity:
    """The similarity of two engines' results: shares of queries, from 0 to 1."""

    same_set: float
    overlap: float
    different: tuple[str, ...]


def index(engine: Engine, *, language: str) -> None:
    """Build an index of the judged statements of a language."""
    rebuild = engine.begin_rebuild(language, version=1)
    rebuild.add(corpus.statements(language).values(), version=1)
    rebuild.swap()


def answers(engine: Engine, *, language: str, way: str = AS_BUILT) -> tuple[JudgedAnswer, ...]:
    """Return the answers to all judged queries of a language."""
    names = {entry.page_id: name for name, entry in corpus.statements(language).items()}
    return tuple(
        _answer(engine, judged, language=language, way=way, names=names)
        for judged in corpus.queries(language)
    )


def _answer(
    engine: Engine, judged: corpus.JudgedQuery, *, language: str, way: str, names: Mapping[int, str]
) -> JudgedAnswer:
    question = Question(line=judged.line, language=language, length=len(names))
    query = ways.asked(replace(question.query(), today=TODAY), way=way)
    results, relaxed = search_or_relax(engine, [query])
    return JudgedAnswer(
        query=judged, found=tuple(names[hit.page_id] for hit in results.hits), relaxed=relaxed
    )


def figures(answered: tuple[JudgedAnswer, ...]) -> Figures:
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


def parity(first: tuple[JudgedAnswer, ...], second: tuple[JudgedAnswer, ...]) -> Parity:
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
class SuggestedCorrection:
    """The correction that "did you mean" suggests for a misspelt line."""

    misspelt: corpus.MisspeltLine
    offer: str
    finds_it_anyway: bool

    @property
    def is_right(self) -> bool:
        """Return whether the suggestion is correct, ignoring case, or none is needed.

        None is needed for a line without a mistake, or where the line as typed has the same results
        as the correct one, since both have one stem.
        """
        if not self.offer:
            return self.finds_it_anyway or not self.misspelt.meant
        return self.offer.casefold() in map(str.casefold, self.misspelt.meant)


def offers(engine: Engine, *, language: str) -> tuple[SuggestedCorrection, ...]:
    """Return the suggestions for all misspelt lines of a language."""
    return tuple(_offered(engine, one, language=language) for one in corpus.misspelt(language))


def _offered(
    engine: Engine, misspelt: corpus.MisspeltLine, *, language: str
) -> SuggestedCorrection:
    typed = _ids(engine, misspelt.line, language=language)
    return SuggestedCorrection(
        misspelt=misspelt,
        offer=_offer(engine, misspelt.line, language=language),
        finds_it_anyway=bool(typed)
        and any(typed == _ids(engine, line, language=language) for line in misspelt.meant),
    )


def _offer(engine: Engine, line: str, *, language: str) -> str:
    """Return the first correction with results, as the results page does."""
    offered = corrections(line, language=language, engine=engine)
    return next((one for one in offered if _ids(engine, one, language=language)), "")


def _ids(engine: Engine, line: str, *, language: str) -> set[int]:
    query = Question(line=line, language=language, length=len(corpus.statements(language))).query()
    return {hit.page_id for hit in engine.search(query).hits}

"""The report of the measurements, and the figures that fall short of their targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from search.engines.base import Engine
from tests.search.relevance import corpus, measuring, ways

MIN_NDCG = 0.95
MIN_RECALL = 0.95
MIN_PARITY = 0.98
NAMES = {"en": "English", "cy": "Welsh"}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All measurements of one language; `ways` only on request."""

    language: str
    answers: Mapping[str, tuple[measuring.JudgedAnswer, ...]]
    offers: Mapping[str, tuple[measuring.SuggestedCorrection, ...]]
    parity: measuring.Parity | None
    ways: Mapping[str, tuple[measuring.JudgedAnswer, ...]] = field(default_factory=dict)

    def figures(self) -> dict[str, measuring.Figures]:
        """Return the figures of each engine."""
        return {name: measuring.figures(answers) for name, answers in self.answers.items()}


def measure(
    engines: Mapping[str, Engine], *, languages: Sequence[str], with_ways: bool = False
) -> list[Measured]:
    """Index the judged statements in each engine, and measure."""
    found = []
    for language in languages:
        for engine in engines.values():
            measuring.index(engine, language=language)
        answers = {
            name: measuring.answers(engine, language=language) for name, engine in engines.items()
        }
        both = list(answers.values())
        found.append(
            Measured(
                language=language,
                answers=answers,
                offers={
                    name: measuring.offers(engine, language=language)
                    for name, engine in engines.items()
                },
                parity=measuring.parity(*both) if len(both) == 2 else None,
                ways=_ways(engines["embedded"]) if with_ways and language == "cy" else {},
            )
        )
    return found


def _ways(engine: Engine) -> dict[str, tuple[measuring.JudgedAnswer, ...]]:
    return {way: measuring.answers(engine, language="cy", way=way) for way in ways.WAYS}


def shortfalls(measured: Sequence[Measured]) -> list[str]:
    """Return a sentence for each figure that falls short of its target."""
    return [
        f"{one.language}: {name} is {value:.3f}, under {least}"
        for one in measured
        for name, value, least in _promises(one)
        if value < least
    ]


def _promises(one: Measured) -> Iterator[tuple[str, float, float]]:
    for engine, figures in one.figures().items():
        yield f"nDCG@10 on {engine}", figures.ndcg, MIN_NDCG
        yield f"recall on {engine}", figures.recall, MIN_RECALL
    if one.parity:
        yield "share of equal result sets", one.parity.same_set, MIN_PARITY
        yield "overlap of the first ten", one.parity.overlap, MIN_PARITY


def as_json(measured: Sequence[Measured]) -> dict:
    """Return all figures, and each query with its results, as plain data."""
    return {
        one.language: {
            "statements": len(corpus.statements(one.language)),
            "figures": {name: asdict(figures) for name, figures in one.figures().items()},
            "parity": asdict(one.parity) if one.parity else None,
            "did_you_mean": {name: _accuracy(offers) for name, offers in one.offers.items()},
            "ways": {name: asdict(measuring.figures(found)) for name, found in one.ways.items()},
            "queries": {
                name: [
                    {
                        "line": answer.query.line,
                        "found": answer.found,
                        "relaxed": answer.relaxed,
                        "ndcg": answer.ndcg,
                        "recall": answer.recall,
                        "precision": answer.precision,
                    }
                    for answer in answers
                ]
                for name, answers in one.answers.items()
            },
        }
        for one in measured
    }


def _accuracy(offers: Sequence[measuring.SuggestedCorrection]) -> float:
    return sum(offer.is_right for offer in offers) / len(offers)


def as_text(measured: Sequence[Measured], *, verbose: bool) -> str:
    """Return the figures as tables."""
    return "\n".join(line for one in measured for line in _lines(one, verbose=verbose))


def _lines(one: Measured, *, verbose: bool) -> Iterator[str]:
    queries = corpus.queries(one.language)
    yield (
        f"{NAMES[one.language]}: {len(corpus.statements(one.language))} statements, "
        f"{len(queries)} queries, {sum(not query.relevant for query in queries)} of them "
        "with nothing to find"
    )
    yield from _table(one.figures())
    for name, offers in one.offers.items():
        yield f"  did you mean, {name:14} {_accuracy(offers):.3f} of {len(offers)} lines"
    if one.parity:
        yield (
            f"  parity: {one.parity.same_set:.3f} of queries find the same statements, "
            f"overlap@10 {one.parity.overlap:.3f}"
        )
    for title, words in (("all queries", None), ("queries of two words", 2)):
        if one.ways:
            yield f"  ways of searching, {title}:"
            yield from _table(
                {
                    way: measuring.figures(tuple(a for a in found if _has(a, words=words)))
                    for way, found in one.ways.items()
                }
            )
    for sentence in shortfalls([one]):
        yield f"  TOO LOW  {sentence}"
    if verbose:
        yield from _imperfect(one)
    yield ""


def _has(answer: measuring.JudgedAnswer, *, words: int | None) -> bool:
    return words is None or len(answer.query.line.split()) == words


def _table(rows: Mapping[str, measuring.Figures]) -> Iterator[str]:
    yield f"  {'':30} recall  precision  nDCG@10  zero   relaxed  nothing"
    for name, row in rows.items():
        yield (
            f"  {name:30} {row.recall:.3f}   {row.precision:.3f}      {row.ndcg:.3f}    "
            f"{row.zero:.3f}  {row.relaxed:.3f}    {row.nothing:.3f}"
        )


def _imperfect(one: Measured) -> Iterator[str]:
    for name, answers in one.answers.items():
        for answer in answers:
            missed = [
                s for s, grade in answer.query.judged.items() if grade and s not in answer.found
            ]
            wrong = [s for s in answer.found if not answer.query.judged.get(s)]
            idle = not answer.query.relevant and answer.is_nothing
            if not idle and (missed or wrong or answer.ndcg < 0.995):
                yield (
                    f"  {name[:8]}  {answer.query.line}  nDCG {answer.ndcg:.2f}"
                    f"{'  any word' if answer.relaxed else ''}"
                )
                yield f"      first: {', '.join(_graded(s, answer) for s in answer.found[:6])}"
                if missed:
                    yield f"      missed: {', '.join(_graded(s, answer) for s in missed)}"
                if wrong:
                    yield f"      not judged relevant: {', '.join(wrong)}"
    for name, offers in one.offers.items():
        for offer in offers:
            if not offer.is_right:
                meant = " or ".join(offer.misspelt.meant) or "nothing"
                yield f"  {name[:8]}  {offer.misspelt.line}: offered {offer.offer!r}, meant {meant}"
    if one.parity and one.parity.different:
        yield f"  engines differ: {'; '.join(one.parity.different)}"


def _graded(name: str, answer: measuring.JudgedAnswer) -> str:
    return f"{name} ({answer.query.judged.get(name, 0)})"

"""Measures of a list of results against judgements, as plain arithmetic."""

import math
from collections.abc import Collection, Mapping, Sequence

DEPTH = 10


def ndcg(found: Sequence[str], judged: Mapping[str, int], *, depth: int = DEPTH) -> float:
    """Return the nDCG of the order of `found`, from 0 to 1.

    A statement of grade g is worth 2**g - 1, divided by log2(place + 1) (Järvelin and Kekäläinen
    2002, in the form of Burges et al. 2005).
    """
    best = _gain(sorted(judged.values(), reverse=True)[:depth])
    return _gain([judged.get(one, 0) for one in found[:depth]]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def recall(found: Collection[str], judged: Mapping[str, int]) -> float:
    """Return the share of all relevant statements (grade 1 and more) that were found."""
    relevant = _relevant(judged)
    return len(relevant & set(found)) / len(relevant) if relevant else 1.0


def precision(found: Collection[str], judged: Mapping[str, int]) -> float:
    """Return the share of what was found that is relevant; 0 where nothing was found."""
    return len(_relevant(judged) & set(found)) / len(found) if found else 0.0


def _relevant(judged: Mapping[str, int]) -> set[str]:
    return {name for name, grade in judged.items() if grade > 0}


def overlap(first: Sequence[str], second: Sequence[str], *, depth: int = DEPTH) -> float:
    """Return the average overlap of the first results of two orders, from 0 to 1.

    The mean, over each place down to `depth`, of the share of results that both have up to there
    (average overlap): a difference in the first place weighs most.
    """
    longest = min(depth, max(len(first), len(second)))
    if not longest:
        return 1.0
    shares = [
        len(set(first[:place]) & set(second[:place])) / max(len(first[:place]), len(second[:place]))
        for place in range(1, longest + 1)
    ]
    return mean(shares)


def mean(values: Collection[float]) -> float:
    """Return the mean, 1 for no values: a measure without queries has not failed."""
    return sum(values) / len(values) if values else 1.0

"""The measures, with figures that were worked out by hand."""

import pytest

from tests.search.relevance import metrics

JUDGED = {"a": 3, "b": 2, "c": 1, "d": 0}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # 7/log2(2) + 3/log2(3) + 1/log2(4) = 7 + 1.8928 + 0.5 = 9.3928, the best there is.
        (["a", "b", "c"], 1.0),
        # 3 + 7/log2(3) + 0.5 = 3 + 4.4165 + 0.5 = 7.9165.
        (["b", "a", "c"], 7.9165 / 9.3928),
        # The first two places are lost: 7/log2(4) = 3.5.
        (["x", "d", "a"], 3.5 / 9.3928),
        (["x"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg(found, expected):
    assert metrics.ndcg(found, JUDGED) == pytest.approx(expected, abs=1e-4)


def test_ndcg_ignores_results_beyond_the_tenth():
    nothing = [f"x{number}" for number in range(10)]

    assert metrics.ndcg([*nothing, "a"], JUDGED) == 0
    # 7 + 3/log2(3): the best gain of two results.
    assert metrics.ndcg(["a", "c", "b"], JUDGED, depth=2) == pytest.approx(
        (7 + 1 / 1.58496) / (7 + 3 / 1.58496), abs=1e-4
    )


def test_with_many_relevant_statements_the_best_ten_are_perfect():
    judged = {f"s{number}": 3 for number in range(15)}

    assert metrics.ndcg([f"s{number}" for number in range(10)], judged) == pytest.approx(1)


@pytest.mark.parametrize(
    ("found", "recall", "precision"),
    [
        (["a", "b", "c"], 1.0, 1.0),
        (["a", "d"], 1 / 3, 1 / 2),
        (["x", "y"], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_recall_and_precision(found, recall, precision):
    assert metrics.recall(found, JUDGED) == pytest.approx(recall)
    assert metrics.precision(found, JUDGED) == pytest.approx(precision)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("abc", "abc", 1.0),
        # Places 1 to 3 share 0 of 1, 2 of 2, 3 of 3.
        ("abc", "bac", 2 / 3),
        # 1 of 1, then 1 of 2.
        ("a", "ab", 3 / 4),
        ("a", "", 0.0),
        ("", "", 1.0),
        # The first ten are the same; what follows is not looked at.
        ("abcdefghijk", "abcdefghijx", 1.0),
    ],
)
def test_overlap(first, second, expected):
    assert metrics.overlap(first, second) == pytest.approx(expected)


def test_the_mean_of_no_values_is_one():
    assert metrics.mean([]) == 1.0
    assert metrics.mean([True, False]) == 0.5

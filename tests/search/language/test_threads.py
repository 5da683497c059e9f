"""Stemming in several threads at once, as web server and worker do."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.language.lemmas import _porter2

WORDS = [f"{start}{end}" for start in ("nation", "relat", "hope") for end in ("alization", "ional")]


@pytest.fixture
def _frequent_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_frequent_switches")
def test_threads_do_not_disturb_each_other():
    expected = [_porter2().stemWord(word) for word in WORDS]

    def stem(_number: int) -> list[list[str]]:
        return [[_porter2().stemWord(word) for word in WORDS] for _turn in range(100)]

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(stem, range(4)))

    assert all(stems == expected for turns in results for stems in turns)

"""The database deletes the same letters as the Python function."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import SHORTEST_CORRECTED_WORD
from search.engines.embedded import spelling
from search.engines.embedded.indexes import SCHEMA
from search.language.lemmas import fold

WORDS = st.sets(st.text(alphabet="abéŵxß5한", max_size=26), max_size=12)


@pytest.fixture
def connect():
    made = []

    def new() -> sqlite3.Connection:
        made.append(sqlite3.connect(":memory:", isolation_level=None))
        made[-1].executescript(SCHEMA)
        return made[-1]

    yield new
    for connection in made:
        connection.close()


def rows(connection: sqlite3.Connection) -> list[tuple]:
    return connection.execute("SELECT * FROM spellings ORDER BY 1, 2").fetchall()


def expected(statements: list[set[str]]) -> list[tuple]:
    """Return the expected rows: a word is displayed as the first statement spells it."""
    shown: dict[str, str] = {}
    for words in statements:
        for display in sorted(words):
            word = fold(display)
            if (
                SHORTEST_CORRECTED_WORD <= len(word) <= spelling.LONGEST_CORRECTED_WORD
                and word.isalpha()
            ):
                shown.setdefault(word, display)
    return sorted(
        (key, word, display) for word, display in shown.items() for key in spelling.deletions(word)
    )


@pytest.mark.parametrize("most_seen", [0, 3, 1_000])
def test_single_and_collected_insertion_are_equal(connect, monkeypatch, most_seen):
    monkeypatch.setattr(spelling, "MAX_SEEN", most_seen)

    # On a busy machine, Hypothesis reports its own generation of words as slow.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(WORDS, max_size=4))
    def check(statements):
        one_by_one, in_one_go = connect(), connect()
        gathered = spelling.SpellingCollector(in_one_go)
        for words in statements:
            spelling.insert(one_by_one, spelling.correctable_words(words))
            gathered.add(words)
        gathered.insert()

        assert rows(one_by_one) == rows(in_one_go) == expected(statements)

    check()

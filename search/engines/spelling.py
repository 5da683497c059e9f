"""Which words of public statements are spelt almost like this one?

Two words are one letter apart if they become equal when at most one letter is left out of each:
so every word is kept under itself and under all its spellings with one letter missing.
"""

import sqlite3
from collections.abc import Iterable

from search.engines.base import Spelling
from search.language.lemmas import fold, folded

SHORTEST = 4
LONGEST = 24
MOST_CANDIDATES = 200
MOST_SEEN = 200_000


def shortened(word: str) -> set[str]:
    """Return `word` and every spelling of it with one letter missing."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def distance(first: str, second: str) -> int:
    """Return the least number of letters to insert, drop, change or swap with a neighbour."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        above_before, before, row = before, row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other
            row.append(min(cost, above_before[j - 2] + 1) if swapped else cost)
    return row[-1]


def spelt(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of a statement's words that are kept, folded, with how they are spelt there."""
    found = ((folded(display), display) for display in sorted(words))
    return [
        (word, display)
        for word, display in found
        if SHORTEST <= len(word) <= LONGEST and word.isalpha()
    ]


# Every way to leave one letter of a word out, and the word itself, where nothing is at that place.
_SPELLINGS = """
    WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places LIMIT {most})
    INSERT OR IGNORE INTO spellings
    SELECT substr(word, 1, place - 1) || substr(word, place + 1) AS shortened, word, display
    FROM {words} JOIN places ON place <= length(word) + 1
    {order}
"""
_ONE = _SPELLINGS.format(most=LONGEST + 1, words="(SELECT ? AS word, ? AS display)", order="")
# In the order of the table: a row at a random place of it costs as much as four.
_ALL = _SPELLINGS.format(most=LONGEST + 1, words="new_words", order="ORDER BY shortened, word")


def insert(connection: sqlite3.Connection, words: Iterable[tuple[str, str]]) -> None:
    """Keep words, each as it is spelt, under all their spellings with one letter left out."""
    connection.executemany(_ONE, words)


class Gathered:
    """The words of a new index, gathered while it is written and kept in one go at its end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen: set[str] = set()
        connection.execute(
            "CREATE TEMP TABLE new_words (word TEXT PRIMARY KEY, display TEXT) WITHOUT ROWID"
        )

    def add(self, words: set[str]) -> None:
        """Gather a statement's words, where they are not there yet."""
        fresh = words - self._seen
        if len(self._seen) > MOST_SEEN:
            # Those that come again are gathered again, to no effect.
            self._seen.clear()
        self._seen |= fresh
        self._connection.executemany("INSERT OR IGNORE INTO new_words VALUES (?, ?)", spelt(fresh))

    def insert(self) -> None:
        """Keep all of them, and gather no more."""
        self._connection.execute(_ALL)
        self._connection.execute("DROP TABLE new_words")
        self._seen.clear()


def near(connection: sqlite3.Connection, word: str) -> list[Spelling]:
    """Return words that public statements hold now and that are at most one letter from `word`.

    A word whose last statement was taken down is still in the table but no longer in the index, so
    it is not returned.
    """
    asked = fold(word)
    keys = sorted(shortened(asked))
    places = ", ".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT DISTINCT word, display FROM spellings WHERE shortened IN ({places}) LIMIT ?",  # noqa: S608  (only placeholders are put in)
        (*keys, MOST_CANDIDATES),
    ).fetchall()
    found = []
    for candidate, display in rows:
        if distance(asked, candidate) > 1:
            continue
        held = connection.execute(
            "SELECT doc FROM vocabulary WHERE term = ?", (candidate,)
        ).fetchone()
        if held is not None:
            found.append(Spelling(word=candidate, display=display, statements=held[0]))
    return sorted(found, key=lambda one: (-one.statements, one.word))

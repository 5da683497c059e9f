"""Spelling candidates: words of public statements that are close to a given word.

Two words are one letter apart if they become equal when at most one letter of each is deleted. The
table therefore has every word under itself and under all its spellings with one letter deleted.
"""

import sqlite3
from collections.abc import Iterable

from search.engines.base import SHORTEST_CORRECTED_WORD, SpellingCandidate
from search.language.lemmas import fold, fold_cached

LONGEST_CORRECTED_WORD = 24
MAX_CANDIDATES = 200
MAX_SEEN = 200_000


def deletions(word: str) -> set[str]:
    """Return `word` and every spelling of it with one letter deleted."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def distance(first: str, second: str) -> int:
    """Return the least number of insertions, deletions, substitutions and transpositions."""
    previous: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        before_previous, previous, row = previous, row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            is_transposed = i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other
            row.append(min(cost, before_previous[j - 2] + 1) if is_transposed else cost)
    return row[-1]


def correctable_words(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return the words that the table holds, each folded and as it is spelt."""
    pairs = ((fold_cached(display), display) for display in sorted(words))
    return [
        (word, display)
        for word, display in pairs
        if SHORTEST_CORRECTED_WORD <= len(word) <= LONGEST_CORRECTED_WORD and word.isalpha()
    ]


# Every way to delete one letter of a word, and the word itself, from a position after its end.
_SPELLINGS = """
    WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM places LIMIT {most})
    INSERT OR IGNORE INTO spellings
    SELECT substr(word, 1, place - 1) || substr(word, place + 1) AS shortened, word, display
    FROM {words} JOIN places ON place <= length(word) + 1
    {order}
"""
_INSERT_ONE = _SPELLINGS.format(
    most=LONGEST_CORRECTED_WORD + 1, words="(SELECT ? AS word, ? AS display)", order=""
)
# In the order of the table: a row at a random position of it costs as much as four.
_INSERT_COLLECTED = _SPELLINGS.format(
    most=LONGEST_CORRECTED_WORD + 1, words="new_words", order="ORDER BY shortened, word"
)


def insert(connection: sqlite3.Connection, words: Iterable[tuple[str, str]]) -> None:
    """Insert words, each folded and as it is spelt, under all their deletions."""
    connection.executemany(_INSERT_ONE, words)


class SpellingCollector:
    """The words of a new index, collected while it is filled and inserted at the end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen: set[str] = set()
        connection.execute(
            "CREATE TEMP TABLE new_words (word TEXT PRIMARY KEY, display TEXT) WITHOUT ROWID"
        )

    def add(self, words: set[str]) -> None:
        """Collect the words that are new."""
        new = words - self._seen
        if len(self._seen) > MAX_SEEN:
            # Words that recur are collected again, without effect.
            self._seen.clear()
        self._seen |= new
        self._connection.executemany(
            "INSERT OR IGNORE INTO new_words VALUES (?, ?)", correctable_words(new)
        )

    def insert(self) -> None:
        """Insert all collected words; nothing can be added afterwards."""
        self._connection.execute(_INSERT_COLLECTED)
        self._connection.execute("DROP TABLE new_words")
        self._seen.clear()


def candidates(connection: sqlite3.Connection, word: str) -> list[SpellingCandidate]:
    """Return words of public statements at most one letter from `word`, by frequency.

    A word whose last statement was deleted is still in the table but no longer in the index, so it
    is not returned.
    """
    folded = fold(word)
    keys = sorted(deletions(folded))
    places = ", ".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT DISTINCT word, display FROM spellings WHERE shortened IN ({places}) LIMIT ?",  # noqa: S608  (only placeholders are put in)
        (*keys, MAX_CANDIDATES),
    ).fetchall()
    found = []
    for candidate, display in rows:
        if distance(folded, candidate) > 1:
            continue
        count = connection.execute(
            "SELECT doc FROM vocabulary WHERE term = ?", (candidate,)
        ).fetchone()
        if count is not None:
            found.append(SpellingCandidate(word=candidate, display=display, statements=count[0]))
    return sorted(found, key=lambda each: (-each.statements, each.word))

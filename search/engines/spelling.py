"""Which words of public statements are spelt almost like this one?

Two words are one letter apart if they become equal when at most one letter is left out of each:
so every word is kept under itself and under all its spellings with one letter missing.
"""

import sqlite3
from collections.abc import Iterable

from search import lemmas
from search.engines.base import Spelling

SHORTEST = 4
LONGEST = 24
MOST_CANDIDATES = 200


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


def rows_of(words: Iterable[str], *, known_words: set[str]) -> list[tuple[str, str, str]]:
    """Return the rows that keep words of a public text, under the spelling that they have there.

    Words in `known_words` have theirs already; the others are added to it.
    """
    rows = []
    for display in sorted(words):
        word = lemmas.fold(display)
        if word in known_words or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            continue
        known_words.add(word)
        rows += [(key, word, display) for key in shortened(word)]
    return rows


def near(connection: sqlite3.Connection, word: str) -> list[Spelling]:
    """Return words that public statements hold now and that are at most one letter from `word`.

    A word whose last statement was taken down is still in the table but no longer in the index, so
    it is not returned.
    """
    folded = lemmas.fold(word)
    keys = sorted(shortened(folded))
    places = ", ".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT DISTINCT word, display FROM spellings WHERE shortened IN ({places}) LIMIT ?",  # noqa: S608  (only placeholders are put in)
        (*keys, MOST_CANDIDATES),
    ).fetchall()
    found = []
    for candidate, display in rows:
        if distance(folded, candidate) > 1:
            continue
        held = connection.execute(
            "SELECT doc FROM vocabulary WHERE term = ?", (candidate,)
        ).fetchone()
        if held is not None:
            found.append(Spelling(word=candidate, display=display, statements=held[0]))
    return sorted(found, key=lambda one: (-one.statements, one.word))

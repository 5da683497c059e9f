"""The passage of a long text that a quotation was taken from. Pure functions."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# A passage that shares fewer of the quoted words is another one.
LEAST_SHARED = 0.5
MARGIN = 0.5  # of the quotation's length, searched before and after the best place
ENDS = ".!?…\"'”’)"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The passage of the Record that corresponds to a quotation."""

    text: str
    is_identical: bool


def find_passage(quoted: str, record: str) -> Passage | None:
    """Return the passage that shares most words with the quotation, None where none shares half.

    Time grows with the length of the record; words are compared without case.
    """
    wanted = [match[0].lower().replace("’", "'") for match in _WORD.finditer(quoted)]
    matches = list(_WORD.finditer(record))
    words = [match[0].lower().replace("’", "'") for match in matches]
    if not wanted or not words:
        return None
    begin, shared = _best_window(wanted, words)
    if shared < LEAST_SHARED * len(wanted):
        return None
    margin = int(len(wanted) * MARGIN) + 3
    low, high = max(0, begin - margin), min(len(words), begin + len(wanted) + margin)
    first, last = _edges(wanted, words[low:high])
    text = _cut(record, matches[low + first], matches[low + last])
    return Passage(text=text, is_identical=_same(text, quoted))


def _best_window(wanted: list[str], words: list[str]) -> tuple[int, int]:
    """Return where a window of the quotation's length shares most words with it, and how many."""
    needed = Counter(wanted)
    size = min(len(wanted), len(words))
    counts: Counter[str] = Counter()
    shared, best = 0, (0, 0)
    for position, word in enumerate(words):
        if word in needed:
            counts[word] += 1
            shared += counts[word] <= needed[word]
        if position >= size and (left := words[position - size]) in needed:
            shared -= counts[left] <= needed[left]
            counts[left] -= 1
        if shared > best[1]:
            best = (max(0, position - size + 1), shared)
    return best


def _edges(wanted: list[str], words: list[str]) -> tuple[int, int]:
    """Return the first and the last word of the passage within the words around it."""
    blocks = SequenceMatcher(None, wanted, words, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return 0, len(words) - 1
    head, tail = blocks[0], blocks[-1]
    # Words before the first and after the last common ones were replaced by about as many.
    first = head.b - head.a
    last = tail.b + tail.size - 1 + len(wanted) - (tail.a + tail.size)
    return max(0, first), min(len(words) - 1, last)


def _cut(record: str, first: "re.Match[str]", last: "re.Match[str]") -> str:
    """Return the text between two words with the punctuation that follows it."""
    end = last.end()
    while end < len(record) and record[end] in ENDS:
        end += 1
    begin = first.start()
    if begin and record[begin - 1] in '“‘"(':
        begin -= 1
    return record[begin:end]


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()

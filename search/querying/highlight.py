"""Which part of a text shows best why it was found, and which words in it are marked?

Engines can only mark the words as they were typed; here `phlant` is marked for `plentyn`, since
both have the same lemma. An index keeps with each statement what it found it by, so no word is
looked up again.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from re import Match

from django.utils.safestring import SafeString, mark_safe

from search.engines.base import Term
from search.language.analysis import WORD, Analysed, normalise

WINDOW_WORDS = 36
# So many words more at either end may stand together with the first or the last: `i'r`, `co-op`.
MOST_JOINED = 3
ELLIPSIS = "…"


class Highlighter:
    """Marks the terms of one question in texts, each given with what its index has of it.

    One term of each group is what the reader asked for, the others are other names of it.
    """

    def __init__(self, groups: tuple[tuple[Term, ...], ...]) -> None:
        group_of: dict[Term, int] = {}
        for number, group in enumerate(groups):
            for term in group:
                group_of.setdefault(term, number)
        terms = self._terms = tuple(group_of)
        self._groups = tuple(group_of.values())
        self._by_word: dict[str, list[int]] = {}
        self._by_lemma: dict[str, list[int]] = {}
        for number, term in enumerate(terms):
            self._by_word.setdefault(term.words[0], []).append(number)
            for lemma in term.lemmas[0] if term.lemmas else ():
                self._by_lemma.setdefault(lemma, []).append(number)

    def whole(self, text: str, *, analysed: Analysed) -> SafeString:
        """Return all of `text`, escaped, with the words that were found in `<mark>`."""
        text = normalise(text)
        found, _length = self._found(analysed)
        places = list(WORD.finditer(text)) if found else []
        return _marked(text, places, found, start=0, end=len(text))

    def extract(self, text: str, *, analysed: Analysed) -> SafeString:
        """Return the passage of `text` with most of what was asked, escaped and marked."""
        text = normalise(text)
        found, length = self._found(analysed)
        first = _best_window(found, length, groups=self._groups)
        before = min(first, MOST_JOINED)
        # One more tells whether the text goes on; what lies behind it need not be read.
        read = slice(first - before, first + WINDOW_WORDS + MOST_JOINED + 1)
        places = list(islice(WORD.finditer(text), read.start, read.stop))
        if not places:
            return SafeString("")
        begin, after = _whole_pieces(text, places, begin=before)
        first = read.start + begin
        start = _with_signs(text, places, begin) if first else 0
        end = places[after - 1].end() if after < len(places) else len(text)
        inside = {place - first: number for place, number in found.items() if place >= first}
        marked = _marked(text, places[begin:after], inside, start=start, end=end)
        before_it = ELLIPSIS if start else ""
        after_it = ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before_it}{marked}{after_it}")  # noqa: S308  (the passage is escaped)

    def _found(self, analysed: Analysed) -> tuple[dict[int, int], int]:
        """Return the number of the term that stands at each place, and how many places there are.

        The places are words, counted from 0. Texts have hundreds, of which a few begin a term.
        """
        words, lemmas = f" {analysed.words} ", f" {analysed.lemmas} "
        begun = {
            (number, place)
            for numbers, text in ((self._by_word, words), (self._by_lemma, lemmas))
            for begins in numbers
            for place in _places(begins, text)
            for number in numbers[begins]
        }
        found: dict[int, int] = {}
        rows: tuple[list[str], list[str]] | None = None
        for number, place in sorted(begun):
            term = self._terms[number]
            end = place + len(term.words)
            if len(term.words) > 1:
                # Once for a text: `the` begins "the north" a thousand times in a long report.
                rows = rows or (words.split(), lemmas.split())
                if not _is_term(term, *rows, place=place):
                    continue
            found |= dict.fromkeys(range(place, end), number)
        return found, analysed.words.count(" ") + bool(analysed.words)


def _places(word: str, text: str) -> Iterator[int]:
    """Yield how many words stand before each `word`, in words with a space around each of them."""
    sought = f" {word} "
    place, counted = 0, 0
    at = text.find(sought)
    while at >= 0:
        place += text.count(" ", counted, at)
        yield place
        counted = at
        at = text.find(sought, at + 1)


def _is_term(term: Term, words: list[str], lemmas: list[str], *, place: int) -> bool:
    end = place + len(term.words)
    if tuple(words[place:end]) == term.words:
        return True
    row = lemmas[place:end]
    return len(row) == len(term.lemmas) and all(
        lemma in accepted for lemma, accepted in zip(row, term.lemmas, strict=True)
    )


def _best_window(found: Mapping[int, int], length: int, *, groups: Sequence[int]) -> int:
    """Return the first place of the window with the most groups, terms and marks, in this order.

    The window begins a few words before its first mark, so that the reader sees a context.
    """
    best, best_value = 0, (0, 0, 0)
    places = sorted(found)
    for place in places:
        first = max(0, min(place - WINDOW_WORDS // 6, length - WINDOW_WORDS))
        inside = places[bisect_left(places, first) : bisect_left(places, first + WINDOW_WORDS)]
        terms = {found[at] for at in inside}
        value = (len({groups[number] for number in terms}), len(terms), len(inside))
        if value > best_value:
            best, best_value = first, value
    return best


def _whole_pieces(text: str, places: Sequence[Match[str]], *, begin: int) -> tuple[int, int]:
    """Return the first place of a window and the one after it, cutting no `i'r` in two."""
    begin = min(begin, len(places) - 1)
    after = min(begin + WINDOW_WORDS, len(places))
    most = min(after + MOST_JOINED, len(places))
    while begin and _stand_together(text, places[begin - 1], places[begin]):
        begin -= 1
    while after < most and _stand_together(text, places[after - 1], places[after]):
        after += 1
    return begin, after


def _with_signs(text: str, places: Sequence[Match[str]], number: int) -> int:
    """Return where a word begins with the signs before it: `£31,000` and `“No`."""
    start = places[number].start()
    if not number or _stand_together(text, places[number - 1], places[number]):
        return start
    between = text[places[number - 1].end() : start]
    return start if between[-1].isspace() else start - len(between.split()[-1])


def _stand_together(text: str, first: Match[str], second: Match[str]) -> bool:
    return not any(map(str.isspace, text[first.end() : second.start()]))


def _marked(
    text: str, places: Sequence[Match[str]], found: Mapping[int, int], *, start: int, end: int
) -> SafeString:
    """Return `text[start:end]` escaped, with neighbouring marks of one term joined."""
    pieces = []
    position = start
    for first, last in _joined(found, length=len(places)):
        begins, ends = places[first].start(), places[last].end()
        pieces.append(f"{escape(text[position:begins])}<mark>{escape(text[begins:ends])}</mark>")
        position = ends
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of the text is escaped)


def _joined(found: Mapping[int, int], *, length: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each row of words that is one mark."""
    row: tuple[int, int] | None = None
    for place in sorted(place for place in found if place < length):
        if row is not None and row[1] == place - 1 and found[place] == found[place - 1]:
            row = (row[0], place)
            continue
        if row is not None:
            yield row
        row = (place, place)
    if row is not None:
        yield row

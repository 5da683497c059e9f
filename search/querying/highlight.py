"""Extracts of matching texts, and highlighting of the matching words.

Engines can only mark words as they were typed; here `phlant` is marked for `plentyn`, since both
have the same lemma. Hits contain their analysed words and lemmas, so that no word is analysed
again.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from re import Match

from django.utils.safestring import SafeString, mark_safe

from search.language.analysis import WORD, AnalysedText, normalise
from search.language.query_terms import QueryTerm

WINDOW_WORDS = 36
# Additional words at either end that may be joined to the first or last one: `i'r`, `co-op`.
MAX_JOINED = 3
ELLIPSIS = "…"


class Highlighter:
    """Marks the terms of one question in texts, which are given with their analysed form.

    The first term of each group was typed by the reader, the others are its synonyms.
    """

    def __init__(self, groups: tuple[tuple[QueryTerm, ...], ...]) -> None:
        group_of: dict[QueryTerm, int] = {}
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

    def highlight(self, text: str, *, analysed: AnalysedText) -> SafeString:
        """Return all of `text`, escaped, with matching words in `<mark>`."""
        text = normalise(text)
        terms_at, _length = self._matches(analysed)
        words = list(WORD.finditer(text)) if terms_at else []
        return _marked(text, words, terms_at, start=0, end=len(text))

    def extract(self, text: str, *, analysed: AnalysedText) -> SafeString:
        """Return the passage of `text` with the best matches, escaped and marked."""
        text = normalise(text)
        terms_at, length = self._matches(analysed)
        first = _best_window(terms_at, length, groups=self._groups)
        before = min(first, MAX_JOINED)
        # One word more shows whether the text continues; the words after it need not be read.
        read = slice(first - before, first + WINDOW_WORDS + MAX_JOINED + 1)
        words = list(islice(WORD.finditer(text), read.start, read.stop))
        if not words:
            return SafeString("")
        begin, after = _without_split_pieces(text, words, begin=before)
        first = read.start + begin
        start = _with_punctuation(text, words, begin) if first else 0
        end = words[after - 1].end() if after < len(words) else len(text)
        inside = {place - first: number for place, number in terms_at.items() if place >= first}
        marked = _marked(text, words[begin:after], inside, start=start, end=end)
        before_it = ELLIPSIS if start else ""
        after_it = ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before_it}{marked}{after_it}")  # noqa: S308  (the passage is escaped)

    def _matches(self, analysed: AnalysedText) -> tuple[dict[int, int], int]:
        """Return the number of the matching term by place, and the number of places.

        Places are words, counted from 0. Texts have hundreds, of which a few begin a term.
        """
        words, lemmas = f" {analysed.words} ", f" {analysed.lemmas} "
        candidates = {
            (number, place)
            for numbers, text in ((self._by_word, words), (self._by_lemma, lemmas))
            for first_word in numbers
            for place in _places(first_word, text)
            for number in numbers[first_word]
        }
        terms_at: dict[int, int] = {}
        split: tuple[list[str], list[str]] | None = None
        for number, place in sorted(candidates):
            term = self._terms[number]
            end = place + len(term.words)
            if len(term.words) > 1:
                # Once for a text: `the` begins "the north" a thousand times in a long report.
                split = split or (words.split(), lemmas.split())
                if not _is_match(term, *split, place=place):
                    continue
            terms_at |= dict.fromkeys(range(place, end), number)
        return terms_at, analysed.words.count(" ") + bool(analysed.words)


def _places(word: str, text: str) -> Iterator[int]:
    """Yield the place of each `word` in a text whose words are each surrounded by spaces."""
    sought = f" {word} "
    place, counted = 0, 0
    at = text.find(sought)
    while at >= 0:
        place += text.count(" ", counted, at)
        yield place
        counted = at
        at = text.find(sought, at + 1)


def _is_match(term: QueryTerm, words: list[str], lemmas: list[str], *, place: int) -> bool:
    end = place + len(term.words)
    if tuple(words[place:end]) == term.words:
        return True
    text_lemmas = lemmas[place:end]
    return len(text_lemmas) == len(term.lemmas) and all(
        lemma in accepted for lemma, accepted in zip(text_lemmas, term.lemmas, strict=True)
    )


def _best_window(terms_at: Mapping[int, int], length: int, *, groups: Sequence[int]) -> int:
    """Return the first place of the window with the most groups, terms and marks, in this order.

    The window begins a few words before its first mark, which gives the reader some context.
    """
    best, best_value = 0, (0, 0, 0)
    places = sorted(terms_at)
    for place in places:
        first = max(0, min(place - WINDOW_WORDS // 6, length - WINDOW_WORDS))
        inside = places[bisect_left(places, first) : bisect_left(places, first + WINDOW_WORDS)]
        terms = {terms_at[at] for at in inside}
        value = (len({groups[number] for number in terms}), len(terms), len(inside))
        if value > best_value:
            best, best_value = first, value
    return best


def _without_split_pieces(text: str, words: Sequence[Match[str]], *, begin: int) -> tuple[int, int]:
    """Return the first place of a window and the one after it, without splitting an `i'r`."""
    begin = min(begin, len(words) - 1)
    after = min(begin + WINDOW_WORDS, len(words))
    limit = min(after + MAX_JOINED, len(words))
    while begin and _are_joined(text, words[begin - 1], words[begin]):
        begin -= 1
    while after < limit and _are_joined(text, words[after - 1], words[after]):
        after += 1
    return begin, after


def _with_punctuation(text: str, words: Sequence[Match[str]], number: int) -> int:
    """Return the start of a word with the punctuation before it: `£31,000` and `“No`."""
    start = words[number].start()
    if not number or _are_joined(text, words[number - 1], words[number]):
        return start
    between = text[words[number - 1].end() : start]
    return start if between[-1].isspace() else start - len(between.split()[-1])


def _are_joined(text: str, first: Match[str], second: Match[str]) -> bool:
    return not any(map(str.isspace, text[first.end() : second.start()]))


def _marked(
    text: str, words: Sequence[Match[str]], terms_at: Mapping[int, int], *, start: int, end: int
) -> SafeString:
    """Return `text[start:end]` escaped, with adjacent marks of one term joined."""
    pieces = []
    position = start
    for first, last in _marks(terms_at, length=len(words)):
        mark_start, mark_end = words[first].start(), words[last].end()
        pieces.append(escape(text[position:mark_start]))
        pieces.append(f"<mark>{escape(text[mark_start:mark_end])}</mark>")
        position = mark_end
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of the text is escaped)


def _marks(terms_at: Mapping[int, int], *, length: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each mark."""
    mark: tuple[int, int] | None = None
    for place in sorted(place for place in terms_at if place < length):
        if mark is not None and mark[1] == place - 1 and terms_at[place] == terms_at[place - 1]:
            mark = (mark[0], place)
            continue
        if mark is not None:
            yield mark
        mark = (place, place)
    if mark is not None:
        yield mark

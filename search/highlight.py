"""Which part of a text shows best why it was found, and which words in it are marked?

Engines can only mark the words as they were typed; here `phlant` is marked for `plentyn`, since
both have the same lemma.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search.analysis import analyser_for, normalise, placed_words
from search.engines.base import Term
from search.lemmas import folded

WINDOW_WORDS = 36
ELLIPSIS = "…"


class Highlighter:
    """Marks the terms of one question in texts of one language."""

    def __init__(self, *, language: str, terms: tuple[Term, ...]) -> None:
        self._terms = terms
        self._lemma = analyser_for(language).dictionary.lemma
        self._by_surface: dict[str, set[int]] = {}
        self._by_lemma: dict[str, set[int]] = {}
        for number, term in enumerate(terms):
            self._by_surface.setdefault(term.words[0], set()).add(number)
            for lemma in term.lemmas[0] if term.lemmas else ():
                self._by_lemma.setdefault(lemma, set()).add(number)
        # Texts repeat their words, and the texts of one answer repeat each other's.
        self._seen: set[str] = set()
        self._begun_by: dict[str, tuple[int, ...]] = {}

    def whole(self, text: str) -> SafeString:
        """Return all of `text`, escaped, with the words that were found in `<mark>`."""
        text = normalise(text)
        words, places = placed_words(text)
        return _marked(text, places, self._found(words), start=0, end=len(text))

    def extract(self, text: str) -> SafeString:
        """Return the passage of `text` with the most different terms, escaped and marked."""
        text = normalise(text)
        words, places = placed_words(text)
        if not words:
            return SafeString("")
        found = self._found(words)
        first = _best_window(found, len(words))
        after = min(first + WINDOW_WORDS, len(words))
        passage = places[first:after]
        start = 0 if first == 0 else passage[0].start()
        end = len(text) if after == len(words) else passage[-1].end()
        marked = _marked(text, passage, _shifted(found, first), start=start, end=end)
        before_it = ELLIPSIS if start else ""
        after_it = ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before_it}{marked}{after_it}")  # noqa: S308  (the passage is escaped)

    def _found(self, words: list[str]) -> dict[int, int]:
        """Return the number of the term that stands at each place of a text."""
        self._look_at({*words} - self._seen)
        begun_by = self._begun_by
        begun = [
            (number, place)
            for place, word in enumerate(words)
            if word in begun_by
            for number in begun_by[word]
        ]
        found: dict[int, int] = {}
        for number, place in sorted(begun):
            term = self._terms[number]
            end = place + len(term.words)
            if self._is_term(term, words[place:end]):
                found |= dict.fromkeys(range(place, end), number)
        return found

    def _look_at(self, new: set[str]) -> None:
        """Find out which terms these lower-case words may begin; most begin none."""
        self._seen |= new
        words = list(new)
        lemmas = list(map(self._lemma, words))
        for word, lemma in zip(words, lemmas, strict=True):
            if lemma in self._by_lemma:
                self._begin(word, self._by_lemma[lemma])
        for word in words:
            surface = word if word.isascii() else folded(word)
            if surface in self._by_surface:
                self._begin(word, self._by_surface[surface])

    def _begin(self, word: str, numbers: set[int]) -> None:
        self._begun_by[word] = tuple(sorted({*self._begun_by.get(word, ()), *numbers}))

    def _is_term(self, term: Term, words: list[str]) -> bool:
        if tuple(map(folded, words)) == term.words:
            return True
        return len(words) == len(term.lemmas) and all(
            self._lemma(word) in accepted for word, accepted in zip(words, term.lemmas, strict=True)
        )


def _best_window(found: dict[int, int], count: int) -> int:
    """Return the first place of the window with the most different terms, then the most marks.

    The window begins a few words before its first mark, so that the reader sees a context.
    """
    if not found:
        return 0
    best, best_value = 0, (0, 0)
    places = sorted(found)
    for place in places:
        first = max(0, min(place - WINDOW_WORDS // 6, count - WINDOW_WORDS))
        inside = places[bisect_left(places, first) : bisect_left(places, first + WINDOW_WORDS)]
        value = (len({found[at] for at in inside}), len(inside))
        if value > best_value:
            best, best_value = first, value
    return best


def _shifted(found: dict[int, int], first: int) -> dict[int, int]:
    return {place - first: number for place, number in found.items() if place >= first}


def _marked(
    text: str, words: Iterable[re.Match[str]], found: dict[int, int], *, start: int, end: int
) -> SafeString:
    """Return `text[start:end]` escaped, with neighbouring marks of one term joined."""
    pieces = []
    position = start
    open_end: int | None = None
    open_term: int | None = None
    for place, match in enumerate(words):
        term = found.get(place)
        if open_end is not None and term == open_term and term is not None:
            pieces.append(escape(text[open_end : match.end()]))
            open_end = match.end()
            continue
        if open_end is not None:
            pieces.append("</mark>")
            position, open_end = open_end, None
        if term is not None:
            pieces += [escape(text[position : match.start()]), "<mark>"]
            pieces.append(escape(text[match.start() : match.end()]))
            open_end, open_term = match.end(), term
    if open_end is not None:
        pieces.append("</mark>")
        position = open_end
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of the text is escaped)

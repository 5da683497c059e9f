"""Which part of a text shows best why it was found, and which words in it are marked?

Engines can only mark the words as they were typed; here `phlant` is marked for `plentyn`, since
both have the same lemma.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import LONGEST_WORD, WORD, analyser_for, normalise
from search.engines.base import Term
from search.lemmas import fold

WINDOW_WORDS = 36
ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True)
class Highlighter:
    """Marks the terms of one question in texts of one language."""

    language: str
    terms: tuple[Term, ...]
    # Texts repeat their words, and the texts of one answer repeat each other's.
    _begun: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def whole(self, text: str) -> SafeString:
        """Return all of `text`, escaped, with the words that were found in `<mark>`."""
        text = normalise(text)
        words = list(WORD.finditer(text))
        return _marked(text, words, self._found(words), start=0, end=len(text))

    def extract(self, text: str) -> SafeString:
        """Return the passage of `text` with the most different terms, escaped and marked."""
        text = normalise(text)
        words = list(WORD.finditer(text))
        if not words:
            return SafeString("")
        found = self._found(words)
        first = _best_window(found, len(words))
        last = min(first + WINDOW_WORDS, len(words)) - 1
        start = 0 if first == 0 else words[first].start()
        end = len(text) if last == len(words) - 1 else words[last].end()
        passage = _marked(
            text, words[first : last + 1], _shifted(found, first), start=start, end=end
        )
        before = ELLIPSIS if start else ""
        after = ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before}{passage}{after}")  # noqa: S308  (the passage is escaped)

    def _found(self, matches: list[re.Match[str]]) -> dict[int, int]:
        """Return the number of the term that stands at each place of the text."""
        words = [match.group().lower()[:LONGEST_WORD] for match in matches]
        begun = [
            (number, place) for place, word in enumerate(words) for number in self._begun_by(word)
        ]
        found: dict[int, int] = {}
        for number, place in sorted(begun):
            term = self.terms[number]
            end = place + len(term.words)
            if self._is_term(term, words[place:end]):
                found |= dict.fromkeys(range(place, end), number)
        return found

    def _begun_by(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the terms that a lower-case word may begin; most begin none."""
        begun = self._begun.get(word)
        if begun is None:
            surface, lemma = self._forms(word)
            begun = self._begun[word] = tuple(
                number
                for number, term in enumerate(self.terms)
                if surface == term.words[0] or (term.lemmas and lemma in term.lemmas[0])
            )
        return begun

    def _is_term(self, term: Term, words: list[str]) -> bool:
        forms = [self._forms(word) for word in words]
        if tuple(surface for surface, _lemma in forms) == term.words:
            return True
        return len(forms) == len(term.lemmas) and all(
            lemma in accepted
            for (_surface, lemma), accepted in zip(forms, term.lemmas, strict=True)
        )

    def _forms(self, word: str) -> tuple[str, str]:
        return fold(word), self._lemma(word)

    @cached_property
    def _lemma(self) -> Callable[[str], str]:
        return analyser_for(self.language).lemma


def _best_window(found: dict[int, int], count: int) -> int:
    """Return the first place of the window with the most different terms, then the most marks.

    The window begins a few words before its first mark, so that the reader sees a context.
    """
    if not found:
        return 0
    best, best_value = 0, (0, 0)
    for place in sorted(found):
        first = max(0, min(place - WINDOW_WORDS // 6, count - WINDOW_WORDS))
        inside = [found[at] for at in range(first, first + WINDOW_WORDS) if at in found]
        value = (len(set(inside)), len(inside))
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

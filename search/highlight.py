"""Which part of a text shows best why it was found, and which words in it are marked?

Engines can only mark the words as they were typed; here `phlant` is marked for `plentyn`, since
both have the same lemma.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import Token, analyser_for, normalise, tokens
from search.engines.base import Term
from search.lemmas import fold

WINDOW_WORDS = 36
ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True)
class Highlighter:
    """Marks the terms of one question in texts of one language."""

    language: str
    terms: tuple[Term, ...]

    def whole(self, text: str) -> SafeString:
        """Return all of `text`, escaped, with the words that were found in `<mark>`."""
        text = normalise(text)
        words = list(tokens(text))
        return _marked(text, words, self._found(words), start=0, end=len(text))

    def extract(self, text: str) -> SafeString:
        """Return the passage of `text` with the most different terms, escaped and marked."""
        text = normalise(text)
        words = list(tokens(text))
        if not words:
            return SafeString("")
        found = self._found(words)
        first = _best_window(found, len(words))
        last = min(first + WINDOW_WORDS, len(words)) - 1
        start = 0 if first == 0 else words[first].start
        end = len(text) if last == len(words) - 1 else words[last].end
        passage = _marked(
            text, words[first : last + 1], _shifted(found, first), start=start, end=end
        )
        before = ELLIPSIS if start else ""
        after = ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before}{passage}{after}")  # noqa: S308  (the passage is escaped)

    def _found(self, words: list[Token]) -> dict[int, int]:
        """Return the number of the term that stands at each place of the text."""
        lemma = analyser_for(self.language).lemma
        surface = [fold(token.word) for token in words]
        lemmas = [lemma(token.word) for token in words]
        found: dict[int, int] = {}
        for number, term in enumerate(self.terms):
            length = len(term.words)
            for place in range(len(words) - length + 1):
                if tuple(surface[place : place + length]) == term.words or (
                    term.lemmas
                    and all(
                        lemmas[place + step] in accepted
                        for step, accepted in enumerate(term.lemmas)
                    )
                ):
                    found |= dict.fromkeys(range(place, place + length), number)
        return found


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
    text: str, words: Iterable[Token], found: dict[int, int], *, start: int, end: int
) -> SafeString:
    """Return `text[start:end]` escaped, with neighbouring marks of one term joined."""
    pieces = []
    position = start
    open_end: int | None = None
    open_term: int | None = None
    for place, token in enumerate(words):
        term = found.get(place)
        if open_end is not None and term == open_term and term is not None:
            pieces.append(escape(text[open_end : token.end]))
            open_end = token.end
            continue
        if open_end is not None:
            pieces.append("</mark>")
            position, open_end = open_end, None
        if term is not None:
            pieces += [escape(text[position : token.start]), "<mark>"]
            pieces.append(escape(text[token.start : token.end]))
            open_end, open_term = token.end, term
    if open_end is not None:
        pieces.append("</mark>")
        position = open_end
    pieces.append(escape(text[position:end]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of the text is escaped)

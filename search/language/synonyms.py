"""Which other words does what a reader typed stand for?

Applied to the question, not to the index, so that a change works at once. A row of words that is
found in the line may as well be any of its synonyms: each of these is added to every word of the
row, which says the same (A and B, or else C: A or C, and B or C) in terms that all engines know.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.engines.base import Term
from search.language.analysis import Analyser, normalise, tokens
from search.language.lemmas import fold

# A line is never widened by more than these, whatever the lists hold.
MOST_FOR_ONE = 8
MOST_FOR_LINE = 24
# Of a word in a phrase: those who write synonyms spell them as the dictionary does.
MOST_FORMS = 4
LONGEST_ABBREVIATION = 7


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A piece of the line: its words, whether all in capitals, and whether it stands alone.

    A piece that is one of several alternatives cannot be part of a longer row.
    """

    words: tuple[str, ...]
    capitals: bool
    alone: bool


@dataclass(frozen=True, kw_only=True)
class Widened:
    """Pieces from `first` to `last` of a line, and what they may as well be."""

    first: int
    last: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Phrases that stand for each other, or `words` that stand for `finds` one way only."""

    words: tuple[str, ...]
    finds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Member:
    """A phrase of a group, analysed. An abbreviation is in capitals and has no other forms."""

    phrase: str
    words: tuple[str, ...]
    key: tuple[str, ...]
    is_abbreviation: bool


class Thesaurus:
    """The synonyms of one language under one analysis; never changes."""

    def __init__(self, groups: Iterable[Group], *, analyser: Analyser) -> None:
        self._analyser = analyser
        self._rows: dict[str, list[tuple[_Member, Group]]] = defaultdict(list)
        self._abbreviations: set[str] = set()
        self._longest = 0
        for group in groups:
            for phrase in group.words:
                member = self._member(phrase)
                if not member.key:
                    continue
                self._rows[member.key[0]].append((member, group))
                self._longest = max(self._longest, len(member.key))
                if member.is_abbreviation:
                    self._abbreviations.add(fold(member.words[0]))

    def knows_abbreviation(self, word: str) -> bool:
        """Return whether `word`, when it is typed in capitals, is one of our abbreviations."""
        return fold(word) in self._abbreviations

    def widened(self, pieces: Sequence[Typed]) -> Iterator[Widened]:
        """Yield the longest rows of pieces that have synonyms, from the left, without overlap."""
        left = MOST_FOR_LINE
        first = 0
        while first < len(pieces) and self._rows and left:
            found = self._longest_from(pieces, first)
            if found is None:
                first += 1
                continue
            terms = found.terms[:left]
            left -= len(terms)
            yield Widened(first=found.first, last=found.last, terms=terms)
            first = found.last + 1

    def _longest_from(self, pieces: Sequence[Typed], first: int) -> Widened | None:
        """Return the longest row that begins with a piece."""
        content: list[tuple[str, ...]] = []
        best = None
        for last in range(first, len(pieces)):
            piece = pieces[last]
            if not piece.words or (last > first and not (piece.alone and pieces[first].alone)):
                break
            content += [self._keys_of(word, piece=piece) for word in self._content(piece.words)]
            if len(content) > self._longest:
                break
            terms = self._terms_for(content, typed=pieces[first : last + 1])
            if terms:
                best = Widened(first=first, last=last, terms=terms)
        return best

    def _terms_for(
        self, content: Sequence[tuple[str, ...]], *, typed: Sequence[Typed]
    ) -> tuple[Term, ...]:
        """Return what the rows of this content stand for, without what was typed itself."""
        surface = tuple(fold(word) for piece in typed for word in piece.words)
        found: dict[Term, None] = {}
        for first in content[0] if content else ():
            for member, group in self._rows.get(first, ()):
                if len(member.key) == len(content) and all(map(_among, member.key, content)):
                    for phrase in group.finds or group.words:
                        if phrase != member.phrase and (term := self._term(phrase)):
                            found[term] = None
        return tuple(term for term in found if term.words != surface)[:MOST_FOR_ONE]

    def _keys_of(self, word: str, *, piece: Typed) -> tuple[str, ...]:
        """Return the keys under which a typed word is found: its lemmas, and itself as letters."""
        folded = fold(word)
        lemmas = self._analyser.query_lemmas(word)
        if folded not in self._abbreviations:
            return lemmas
        if self._analyser.is_stop_word(word) and not piece.capitals:
            return lemmas
        return (_letters(folded), *lemmas)

    def _member(self, phrase: str) -> _Member:
        text = normalise(phrase)
        words = tuple(token.word for token in tokens(text))
        is_abbreviation = len(words) == 1 and _is_abbreviation(text)
        content = self._content(words)
        return _Member(
            phrase=phrase,
            words=words,
            key=(
                (_letters(fold(words[0])),)
                if is_abbreviation
                else tuple(self._analyser.lemma(word) for word in content)
            ),
            is_abbreviation=is_abbreviation,
        )

    def _content(self, words: Sequence[str]) -> list[str]:
        """Return the words that say something, or all where none does."""
        content = [word for word in words if not self._analyser.is_stop_word(word)]
        return content or list(words)

    def _term(self, phrase: str) -> Term | None:
        """Return a phrase as it is asked for; nothing for letters that every text has."""
        member = self._member(phrase)
        if not member.words:
            return None
        folded = tuple(map(fold, member.words))
        if all(map(self._analyser.is_stop_word, member.words)):
            return None
        if member.is_abbreviation:
            return Term(words=folded)
        most = None if len(member.words) == 1 else MOST_FORMS
        return Term(
            words=folded,
            lemmas=tuple(self._analyser.query_lemmas(word)[:most] for word in member.words),
        )


def _letters(word: str) -> str:
    """Return the key of an abbreviation, which no lemma equals: GIG is not the meat, *gig*."""
    return f"={word}"


def _among(key: str, accepted: tuple[str, ...]) -> bool:
    return key in accepted


def _is_abbreviation(text: str) -> bool:
    """Return whether a word is written as letters for words: GIG, NHS, LlC, TfW."""
    return len(text) <= LONGEST_ABBREVIATION and sum(map(str.isupper, text)) >= 2

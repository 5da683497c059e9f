"""Synonym expansion of queries.

Synonyms are applied to the query and not to the index, so that a change takes effect at once. Where
consecutive words of a query have synonyms, each synonym is added as an alternative to every one of
these words. The result is equivalent, "A and B, or C" being "A or C, and B or C", and every engine
can express it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.language.analysis import Analyser, normalise, tokens
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm

# Synonyms that are added at most, to consecutive words and to a whole query.
MAX_PER_EXPANSION = 8
MAX_PER_QUERY = 24
# Lemmas of a word within a phrase. Few are enough: editors spell synonyms as the dictionary does.
MAX_FORMS = 4
LONGEST_ABBREVIATION = 7


@dataclass(frozen=True, kw_only=True)
class QueryPiece:
    """A part of a query that blanks separate from others.

    `is_upper_case` marks a word in capitals. A piece that is one of several alternatives (A OR B)
    is not `is_only_alternative` and cannot be part of a synonym of several pieces.
    """

    words: tuple[str, ...]
    is_upper_case: bool
    is_only_alternative: bool


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """The synonyms of the pieces from `first` to `last` of a query."""

    first: int
    last: int
    terms: tuple[QueryTerm, ...]


@dataclass(frozen=True, kw_only=True)
class SynonymRule:
    """Phrases that are synonyms of each other, or `words` that also find `finds`, one way only."""

    words: tuple[str, ...]
    finds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Member:
    """A phrase of a rule, analysed. An abbreviation is in capitals and has no other forms."""

    phrase: str
    words: tuple[str, ...]
    key: tuple[str, ...]
    is_abbreviation: bool


class Thesaurus:
    """The synonyms of one language with one analyser; immutable."""

    def __init__(self, rules: Iterable[SynonymRule], *, analyser: Analyser) -> None:
        self._analyser = analyser
        self._by_first_key: dict[str, list[tuple[_Member, SynonymRule]]] = defaultdict(list)
        self._abbreviations: set[str] = set()
        self._longest = 0
        for rule in rules:
            for phrase in rule.words:
                member = self._member(phrase)
                if not member.key:
                    continue
                self._by_first_key[member.key[0]].append((member, rule))
                self._longest = max(self._longest, len(member.key))
                if member.is_abbreviation:
                    self._abbreviations.add(fold(member.words[0]))

    def knows_abbreviation(self, word: str) -> bool:
        """Return whether `word` is a listed abbreviation when it is typed in capitals."""
        return fold(word) in self._abbreviations

    def expansions(self, pieces: Sequence[QueryPiece]) -> Iterator[Expansion]:
        """Yield the longest runs of pieces that have synonyms, from the left, without overlap."""
        remaining = MAX_PER_QUERY
        first = 0
        while first < len(pieces) and self._by_first_key and remaining:
            expansion = self._longest_from(pieces, first)
            if expansion is None:
                first += 1
                continue
            terms = expansion.terms[:remaining]
            remaining -= len(terms)
            yield Expansion(first=expansion.first, last=expansion.last, terms=terms)
            first = expansion.last + 1

    def _longest_from(self, pieces: Sequence[QueryPiece], first: int) -> Expansion | None:
        """Return the expansion of the most pieces from `first` on."""
        content: list[tuple[str, ...]] = []
        best = None
        for last in range(first, len(pieces)):
            piece = pieces[last]
            is_joinable = piece.is_only_alternative and pieces[first].is_only_alternative
            if not piece.words or (last > first and not is_joinable):
                break
            content += [self._keys_of(word, piece=piece) for word in self._content(piece.words)]
            if len(content) > self._longest:
                break
            terms = self._terms_for(content, pieces=pieces[first : last + 1])
            if terms:
                best = Expansion(first=first, last=last, terms=terms)
        return best

    def _terms_for(
        self, content: Sequence[tuple[str, ...]], *, pieces: Sequence[QueryPiece]
    ) -> tuple[QueryTerm, ...]:
        """Return the synonyms of content words, given by their keys, without these words."""
        surface = tuple(fold(word) for piece in pieces for word in piece.words)
        found: dict[QueryTerm, None] = {}
        for first in content[0] if content else ():
            for member, rule in self._by_first_key.get(first, ()):
                if len(member.key) == len(content) and all(map(_among, member.key, content)):
                    for phrase in rule.finds or rule.words:
                        if phrase != member.phrase and (term := self._term(phrase)):
                            found[term] = None
        return tuple(term for term in found if term.words != surface)[:MAX_PER_EXPANSION]

    def _keys_of(self, word: str, *, piece: QueryPiece) -> tuple[str, ...]:
        """Return the lookup keys of a word: its lemmas, and its key as an abbreviation."""
        folded = fold(word)
        lemmas = self._analyser.query_lemmas(word)
        if folded not in self._abbreviations:
            return lemmas
        if self._analyser.is_stop_word(word) and not piece.is_upper_case:
            return lemmas
        return (_abbreviation_key(folded), *lemmas)

    def _member(self, phrase: str) -> _Member:
        text = normalise(phrase)
        words = tuple(token.word for token in tokens(text))
        is_abbreviation = len(words) == 1 and _is_abbreviation(text)
        content = self._content(words)
        return _Member(
            phrase=phrase,
            words=words,
            key=(
                (_abbreviation_key(fold(words[0])),)
                if is_abbreviation
                else tuple(self._analyser.lemma(word) for word in content)
            ),
            is_abbreviation=is_abbreviation,
        )

    def _content(self, words: Sequence[str]) -> list[str]:
        """Return the words without stop words, or all where there are only stop words."""
        content = [word for word in words if not self._analyser.is_stop_word(word)]
        return content or list(words)

    def _term(self, phrase: str) -> QueryTerm | None:
        """Return the query term of a phrase; None for one of stop words only, which matches all."""
        member = self._member(phrase)
        if not member.words:
            return None
        folded = tuple(map(fold, member.words))
        if all(map(self._analyser.is_stop_word, member.words)):
            return None
        if member.is_abbreviation:
            return QueryTerm(words=folded)
        limit = None if len(member.words) == 1 else MAX_FORMS
        return QueryTerm(
            words=folded,
            lemmas=tuple(self._analyser.query_lemmas(word)[:limit] for word in member.words),
        )


def _abbreviation_key(word: str) -> str:
    """Return the key of an abbreviation, which no lemma equals: GIG is not the meat, *gig*."""
    return f"={word}"


def _among(key: str, accepted: tuple[str, ...]) -> bool:
    return key in accepted


def _is_abbreviation(text: str) -> bool:
    """Return whether a word is written as an abbreviation: GIG, NHS, LlC, TfW."""
    return len(text) <= LONGEST_ABBREVIATION and sum(map(str.isupper, text)) >= 2

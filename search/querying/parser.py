"""What does a reader's line mean? Words, "phrases", -without, OR and 2015..2018.

Every line whatsoever means something: what is no syntax is words, and what has no words is a wish
to see everything.
"""

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engines.base import Term
from search.language.analysis import Analyser, Token, analyser_for, normalise, tokens
from search.language.lemmas import fold
from search.language.synonyms import Thesaurus, Typed

LONGEST_LINE = 500
MOST_TERMS = 32
ALTERNATIVE = frozenset({"OR", "NEU", "|"})
# What stands on both sides of these is one thing: a by-election is no election, and A&E no letter.
JOINS = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}&")
CURLY_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
PIECE = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
DATES = re.compile(r"(?P<first>\d{4}(?:-\d\d){0,2})?\.\.(?P<last>\d{4}(?:-\d\d){0,2})?")


@dataclass(frozen=True, kw_only=True)
class DateRange:
    """First and last day, both included; None is open."""

    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A line in the terms that engines understand (see `search.engines.base.Query`).

    `plain_words` are its words where it asks for nothing but words, in lower case.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    neighbours: tuple[Term, ...] = ()
    dates: DateRange = DateRange()
    has_phrase: bool = False
    plain_words: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return all terms that may be marked in a result, synonyms included."""
        return tuple(dict.fromkeys(itertools.chain.from_iterable(self.groups)))


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One blank-separated part of the line, already cut into words."""

    words: tuple[Token, ...]
    typed: str
    place: int
    is_phrase: bool
    joins_previous: bool
    abbreviation: bool = False


def parse(line: str, *, language: str, thesaurus: Thesaurus | None = None) -> Parsed:
    """Return what `line` asks of the index of `language`, and what its words may as well be.

    Exact phrases and what is to be left out mean what they say: they have no synonyms.
    """
    analyser = analyser_for(language)
    pieces: list[_Piece] = []
    excluded: list[Term] = []
    dates = DateRange()
    joins = False
    prepared = _prepared(line)
    for place, match in enumerate(PIECE.finditer(prepared)):
        word, phrase = match["word"], match["phrase"]
        if word in ALTERNATIVE and not match["without"]:
            joins = bool(pieces)
            continue
        if word and not match["without"] and (given := parse_dates(word)):
            dates = given
            continue
        words = tuple(tokens(phrase if word is None else word))[:MOST_TERMS]
        if words and match["without"]:
            excluded.append(_term(words, analyser=analyser, exact=word is None))
        elif words:
            pieces.append(
                _Piece(
                    words=words,
                    typed=phrase if word is None else word,
                    place=place,
                    is_phrase=word is None,
                    joins_previous=joins,
                    abbreviation=_is_abbreviation(word, words, line=prepared, known=thesaurus),
                )
            )
            joins = False
    is_plain = not excluded and dates == DateRange() and not any(p.joins_previous for p in pieces)
    plain_words = [token.word for piece in pieces for token in piece.words] if is_plain else []
    pieces = _without_stop_words(pieces[:MOST_TERMS], analyser)
    groups = _grouped(pieces, analyser, thesaurus)
    return Parsed(
        groups=groups,
        excluded=tuple(excluded[:MOST_TERMS]),
        neighbours=tuple(_neighbours(pieces, analyser)),
        dates=dates,
        has_phrase=any(piece.is_phrase for piece in pieces),
        plain_words=tuple(plain_words[:MOST_TERMS]),
    )


def parse_dates(word: str) -> DateRange | None:
    """Read `2015..2018`, `2016-06..`, `..2016-06-16`; None where it is no range of dates."""
    match = DATES.fullmatch(word)
    if match is None or not (match["first"] or match["last"]):
        return None
    try:
        first = _day(match["first"], last=False)
        last = _day(match["last"], last=True)
    except (ValueError, OverflowError):
        return None
    if first and last and first > last:
        first, last = _day(match["last"], last=False), _day(match["first"], last=True)
    return DateRange(first=first, last=last)


def _day(text: str | None, *, last: bool) -> datetime.date | None:
    """Return the first or last day of a year, month or day; ValueError where there is none."""
    if not text:
        return None
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    first = datetime.date(year, month or 1, day or 1)
    if day or not last:
        return first
    if year == datetime.MAXYEAR:
        return datetime.date.max
    following = datetime.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def _prepared(line: str) -> str:
    return normalise(line[:LONGEST_LINE]).translate(CURLY_QUOTES)


def _is_abbreviation(
    typed: str | None, words: tuple[Token, ...], *, line: str, known: Thesaurus | None
) -> bool:
    """Return whether a word in capitals is one of our abbreviations, such as AC (not *ac*, and).

    In a line that is all in capitals they say nothing.
    """
    if known is None or not typed or len(words) != 1 or not typed.isupper():
        return False
    shouted = line.isupper() and line.strip() != typed
    return not shouted and known.knows_abbreviation(words[0].word)


def _without_stop_words(pieces: list[_Piece], analyser: Analyser) -> list[_Piece]:
    """Drop words that say nothing, unless the whole line is of such words or they are quoted."""
    kept = []
    for piece in pieces:
        whole = piece.is_phrase or piece.abbreviation
        words = piece.words if whole else _trimmed(piece, analyser)
        if words:
            kept.append(replace(piece, words=words))
    return kept or pieces


def _trimmed(piece: _Piece, analyser: Analyser) -> tuple[Token, ...]:
    """Drop stop words at both ends: those within must stay for the words to be in a row."""
    words = piece.words
    content = [place for place, one in enumerate(words) if not analyser.is_stop_word(one.word)]
    if not content:
        return ()
    first, last = content[0], content[-1]
    while first and piece.typed[words[first - 1].end : words[first].start] in JOINS:
        first -= 1
    while words[last + 1 :] and piece.typed[words[last].end : words[last + 1].start] in JOINS:
        last += 1
    return words[first : last + 1]


def _grouped(
    pieces: list[_Piece], analyser: Analyser, thesaurus: Thesaurus | None
) -> tuple[tuple[Term, ...], ...]:
    groups: list[list[Term]] = []
    group_of: list[int] = []
    for piece in pieces:
        term = _term(piece.words, analyser=analyser, exact=piece.is_phrase)
        if piece.joins_previous and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
        group_of.append(len(groups) - 1)
    if thesaurus is not None:
        _widen(groups, group_of, pieces=pieces, analyser=analyser, thesaurus=thesaurus)
    return tuple(tuple(dict.fromkeys(group)) for group in groups)


def _widen(
    groups: list[list[Term]],
    group_of: list[int],
    *,
    pieces: list[_Piece],
    analyser: Analyser,
    thesaurus: Thesaurus,
) -> None:
    """Add synonyms to the groups of the pieces that have some."""
    typed = [
        Typed(
            words=() if piece.is_phrase else tuple(token.word for token in piece.words),
            capitals=piece.abbreviation,
            alone=group_of.count(group) == 1,
        )
        for piece, group in zip(pieces, group_of, strict=True)
    ]
    for widened in thesaurus.widened(typed):
        for place in range(widened.first, widened.last + 1):
            group = groups[group_of[place]]
            words = pieces[place].words
            if pieces[place].abbreviation and analyser.is_stop_word(words[0].word):
                # The letters themselves are in every text.
                group.remove(_term(words, analyser=analyser, exact=False))
            group += widened.terms


def _neighbours(pieces: list[_Piece], analyser: Analyser) -> Iterator[Term]:
    """Yield each pair of single words that stand side by side in the line."""
    for first, second in itertools.pairwise(pieces):
        together = second.place == first.place + 1 and not second.joins_previous
        plain = not (first.is_phrase or second.is_phrase)
        if together and plain and len(first.words) == len(second.words) == 1:
            yield _term(first.words + second.words, analyser=analyser, exact=False)


def _term(words: tuple[Token, ...], *, analyser: Analyser, exact: bool) -> Term:
    return Term(
        words=tuple(fold(token.word) for token in words),
        lemmas=() if exact else tuple(analyser.query_lemmas(token.word) for token in words),
    )

"""The query parser: words, "phrases", -excluded words, OR and ranges of dates (2015..2018).

Every line is valid: what is not syntax is words, and a line without words matches everything.
"""

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.language.analysis import Analyser, Token, analyser_for, normalise, tokens
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.language.synonyms import QueryPiece, Thesaurus

LONGEST_LINE = 500
MOST_TERMS = 32
ALTERNATIVE = frozenset({"OR", "NEU", "|"})
# Words joined by these are one unit: a by-election is not an election, and A&E not a letter.
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
    """A parsed line, with the parts of a query (see `search.engines.base.Query`).

    `plain_words` are its words in lower case, where it consists of nothing but words.
    """

    groups: tuple[tuple[QueryTerm, ...], ...] = ()
    excluded: tuple[QueryTerm, ...] = ()
    neighbours: tuple[QueryTerm, ...] = ()
    dates: DateRange = DateRange()
    has_phrase: bool = False
    plain_words: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[QueryTerm, ...]:
        """Return all terms to highlight in a result, synonyms included."""
        return tuple(dict.fromkeys(itertools.chain.from_iterable(self.groups)))


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One blank-separated part of the line, split into words."""

    words: tuple[Token, ...]
    typed: str
    place: int
    is_phrase: bool
    is_alternative: bool
    is_abbreviation: bool = False


def parse(line: str, *, language: str, thesaurus: Thesaurus | None = None) -> Parsed:
    """Return `line` parsed for the index of `language`, with the synonyms of its words.

    Exact phrases and excluded words have no synonyms.
    """
    analyser = analyser_for(language)
    pieces: list[_Piece] = []
    excluded: list[QueryTerm] = []
    dates = DateRange()
    after_or = False
    prepared = _prepared(line)
    for place, match in enumerate(PIECE.finditer(prepared)):
        word, phrase = match["word"], match["phrase"]
        if word in ALTERNATIVE and not match["without"]:
            after_or = bool(pieces)
            continue
        if word and not match["without"] and (date_range := parse_dates(word)):
            dates = date_range
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
                    is_alternative=after_or,
                    is_abbreviation=_is_abbreviation(
                        word, words, line=prepared, thesaurus=thesaurus
                    ),
                )
            )
            after_or = False
    is_plain = not excluded and dates == DateRange() and not any(p.is_alternative for p in pieces)
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
    """Return the range of `2015..2018`, `2016-06..` or `..2016-06-16`; None for any other word."""
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
    typed: str | None, words: tuple[Token, ...], *, line: str, thesaurus: Thesaurus | None
) -> bool:
    """Return whether a word in capitals is a listed abbreviation, such as AC (not *ac*, and).

    In a line that is entirely in capitals, capitals mean nothing.
    """
    if thesaurus is None or not typed or len(words) != 1 or not typed.isupper():
        return False
    is_all_capitals = line.isupper() and line.strip() != typed
    return not is_all_capitals and thesaurus.knows_abbreviation(words[0].word)


def _without_stop_words(pieces: list[_Piece], analyser: Analyser) -> list[_Piece]:
    """Remove stop words, except in phrases and in a line of stop words only."""
    remaining = []
    for piece in pieces:
        is_whole = piece.is_phrase or piece.is_abbreviation
        words = piece.words if is_whole else _trimmed(piece, analyser)
        if words:
            remaining.append(replace(piece, words=words))
    return remaining or pieces


def _trimmed(piece: _Piece, analyser: Analyser) -> tuple[Token, ...]:
    """Remove stop words at both ends; those between other words keep these consecutive."""
    words = piece.words
    content = [place for place, token in enumerate(words) if not analyser.is_stop_word(token.word)]
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
) -> tuple[tuple[QueryTerm, ...], ...]:
    groups: list[list[QueryTerm]] = []
    group_of: list[int] = []
    for piece in pieces:
        term = _term(piece.words, analyser=analyser, exact=piece.is_phrase)
        if piece.is_alternative and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
        group_of.append(len(groups) - 1)
    if thesaurus is not None:
        _add_synonyms(groups, group_of, pieces=pieces, analyser=analyser, thesaurus=thesaurus)
    return tuple(tuple(dict.fromkeys(group)) for group in groups)


def _add_synonyms(
    groups: list[list[QueryTerm]],
    group_of: list[int],
    *,
    pieces: list[_Piece],
    analyser: Analyser,
    thesaurus: Thesaurus,
) -> None:
    """Add synonyms to the groups of the pieces that have some."""
    query_pieces = [
        QueryPiece(
            words=() if piece.is_phrase else tuple(token.word for token in piece.words),
            is_upper_case=piece.is_abbreviation,
            is_only_alternative=group_of.count(group) == 1,
        )
        for piece, group in zip(pieces, group_of, strict=True)
    ]
    for expansion in thesaurus.expansions(query_pieces):
        for place in range(expansion.first, expansion.last + 1):
            group = groups[group_of[place]]
            words = pieces[place].words
            if pieces[place].is_abbreviation and analyser.is_stop_word(words[0].word):
                # Every text contains the stop word that is spelt like it.
                group.remove(_term(words, analyser=analyser, exact=False))
            group += expansion.terms


def _neighbours(pieces: list[_Piece], analyser: Analyser) -> Iterator[QueryTerm]:
    """Yield each pair of single words that are adjacent in the line."""
    for first, second in itertools.pairwise(pieces):
        are_adjacent = second.place == first.place + 1 and not second.is_alternative
        are_plain = not (first.is_phrase or second.is_phrase)
        if are_adjacent and are_plain and len(first.words) == len(second.words) == 1:
            yield _term(first.words + second.words, analyser=analyser, exact=False)


def _term(words: tuple[Token, ...], *, analyser: Analyser, exact: bool) -> QueryTerm:
    return QueryTerm(
        words=tuple(fold(token.word) for token in words),
        lemmas=() if exact else tuple(analyser.query_lemmas(token.word) for token in words),
    )

"""Did the reader mean another word? Only words of public statements are ever suggested."""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from search.engines.base import Engine, Query, Term
from search.engines.spelling import SHORTEST
from search.language.analysis import Token, analyser_for, normalise, tokens
from search.language.lemmas import fold
from search.querying.parser import LONGEST_LINE

# A line of more unknown words than these is not a question that was mistyped.
MOST_UNKNOWN = 6
# What may cling to a word and means nothing without it; quotation marks stand around several.
CLINGING = r'[^\s\w"“”„«»]*'
BEFORE, AFTER = re.compile(rf"{CLINGING}\Z"), re.compile(CLINGING)


class _Change(NamedTuple):
    """What is to stand in place of a part of a line."""

    start: int
    end: int
    better: str


def corrections(line: str, *, language: str, engine: Engine) -> tuple[str, ...]:
    """Return `line` with each word that no statement holds put right, the likeliest line first.

    The second line, where there is one, also leaves out the words that nothing comes near to. The
    rest, quotation marks and operators, stays as it was typed.
    """
    text = normalise(line[:LONGEST_LINE])
    kept: list[_Change] = []
    left_out: list[_Change] = []
    unknown = 0
    for token in tokens(text):
        if unknown == MOST_UNKNOWN or not _is_unknown(token.word, language=language, engine=engine):
            continue
        unknown += 1
        near = engine.spellings(language, token.word)
        if near:
            change = _Change(token.start, token.end, near[0].display)
            kept.append(change)
            left_out.append(change)
        else:
            left_out.append(_without(token, text))
    lines = (_changed(text, changes) for changes in (kept, left_out))
    return tuple(dict.fromkeys(one for one in lines if one and one != " ".join(text.split())))


def _without(token: Token, text: str) -> _Change:
    """Leave out a word and the signs that cling to it: of `title:rail` only `rail` is left."""
    before, after = BEFORE.search(text, 0, token.start), AFTER.match(text, token.end)
    start = before.start() if before else token.start
    return _Change(start, after.end() if after else token.end, "")


def _changed(text: str, changes: Iterable[_Change]) -> str:
    """Return `text` with single spaces and these parts changed, which may overlap."""
    pieces, position = [], 0
    for change in changes:
        pieces += [text[position : max(position, change.start)], change.better]
        position = change.end
    return " ".join("".join([*pieces, text[position:]]).split())


def _is_unknown(word: str, *, language: str, engine: Engine) -> bool:
    """Return whether no statement holds `word` in any form, though it looks like a word."""
    analyser = analyser_for(language)
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha() or analyser.is_stop_word(word):
        return False
    term = Term(words=(folded,), lemmas=(analyser.query_lemmas(word),))
    asked = Query(language=language, today=datetime.date.min, groups=((term,),), limit=0)
    return not engine.search(asked).total

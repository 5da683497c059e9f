"""Spelling correction of a line, with words of public statements only."""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from search.engines.base import SHORTEST_CORRECTED_WORD, Engine, Query
from search.language.analysis import Token, analyser_for, normalise, tokens
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.querying.parser import LONGEST_LINE

# A line with more unknown words than these is not a misspelt question.
MAX_UNKNOWN = 6
# Punctuation that belongs to one word; quotation marks may enclose several.
ATTACHED = r'[^\s\w"“”„«»]*'
BEFORE, AFTER = re.compile(rf"{ATTACHED}\Z"), re.compile(ATTACHED)


class _Replacement(NamedTuple):
    """The new text of a part of a line."""

    start: int
    end: int
    text: str


def corrections(line: str, engine: Engine, *, language: str) -> tuple[str, ...]:
    """Return corrections of `line`, in which each word that no statement contains is replaced.

    The second correction, where there is one, also omits unknown words without a candidate.
    Everything else, such as quotation marks and operators, stays as it was typed.
    """
    text = normalise(line[:LONGEST_LINE])
    replaced: list[_Replacement] = []
    replaced_or_omitted: list[_Replacement] = []
    unknown = 0
    for token in tokens(text):
        if unknown == MAX_UNKNOWN or not _is_unknown(token.word, language=language, engine=engine):
            continue
        unknown += 1
        candidates = engine.spelling_candidates(language, token.word)
        if candidates:
            replacement = _Replacement(token.start, token.end, candidates[0].display)
            replaced.append(replacement)
            replaced_or_omitted.append(replacement)
        else:
            replaced_or_omitted.append(_omission(token, text))
    typed = " ".join(text.split())
    lines = (_apply(text, each) for each in (replaced, replaced_or_omitted))
    return tuple(dict.fromkeys(each for each in lines if each and each != typed))


def _omission(token: Token, text: str) -> _Replacement:
    """Return the removal of a word and its attached punctuation: `title:rail` becomes `rail`."""
    before, after = BEFORE.search(text, 0, token.start), AFTER.match(text, token.end)
    start = before.start() if before else token.start
    return _Replacement(start, after.end() if after else token.end, "")


def _apply(text: str, replacements: Iterable[_Replacement]) -> str:
    """Return `text` with the replacements, which may overlap, and single spaces."""
    pieces, position = [], 0
    for replacement in replacements:
        pieces += [text[position : max(position, replacement.start)], replacement.text]
        position = replacement.end
    return " ".join("".join([*pieces, text[position:]]).split())


def _is_unknown(word: str, *, language: str, engine: Engine) -> bool:
    """Return whether `word` can be corrected and no statement contains it in any form."""
    analyser = analyser_for(language)
    folded = fold(word)
    is_correctable = len(folded) >= SHORTEST_CORRECTED_WORD and folded.isalpha()
    if not is_correctable or analyser.is_stop_word(word):
        return False
    term = QueryTerm(words=(folded,), lemmas=(analyser.query_lemmas(word),))
    query = Query(language=language, today=datetime.date.min, groups=((term,),), limit=0)
    return not engine.search(query).total

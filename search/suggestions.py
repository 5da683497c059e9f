"""Did the reader mean another word? Only words of public statements are ever suggested."""

import datetime

from search.analysis import analyser_for, normalise, tokens
from search.engines.base import Engine, Query, Term
from search.engines.spelling import SHORTEST
from search.lemmas import fold
from search.queries import LONGEST_LINE

# A line of more unknown words than these is not a question that was mistyped.
MOST_UNKNOWN = 6


def corrections(line: str, *, language: str, engine: Engine) -> tuple[str, ...]:
    """Return `line` with each word that no statement holds put right, the likeliest line first.

    The second line, where there is one, also leaves out the words that nothing comes near to. The
    rest, quotation marks and operators, stays as it was typed.
    """
    text = normalise(line[:LONGEST_LINE])
    kept, left_out, position, unknown = [], [], 0, 0
    for token in tokens(text):
        if unknown == MOST_UNKNOWN or not _is_unknown(token.word, language=language, engine=engine):
            continue
        unknown += 1
        near = engine.spellings(language, token.word)
        better = near[0].display if near else ""
        before = text[position : token.start]
        kept += [before, better or text[token.start : token.end]]
        left_out += [before, better]
        position = token.end
    lines = ("".join([*pieces, text[position:]]) for pieces in (kept, left_out))
    tidy = (" ".join(one.split()) for one in lines)
    return tuple(dict.fromkeys(one for one in tidy if one and one != " ".join(text.split())))


def _is_unknown(word: str, *, language: str, engine: Engine) -> bool:
    """Return whether no statement holds `word` in any form, though it looks like a word."""
    analyser = analyser_for(language)
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha() or analyser.is_stop_word(word):
        return False
    term = Term(words=(folded,), lemmas=(analyser.query_lemmas(word),))
    asked = Query(language=language, today=datetime.date.min, groups=((term,),), limit=0)
    return not engine.search(asked).total

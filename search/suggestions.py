"""Did the reader mean another word? Only words of public statements are ever suggested."""

from search.analysis import analyser_for, normalise, tokens
from search.engines.base import Engine
from search.engines.spelling import SHORTEST
from search.lemmas import fold
from search.queries import LONGEST_LINE


def corrected(line: str, *, language: str, engine: Engine) -> str:
    """Return `line` with each word that no statement holds replaced by its nearest, or "".

    The rest of the line, its quotation marks and operators, stays as it was typed.
    """
    text = normalise(line[:LONGEST_LINE])
    pieces, position, changed = [], 0, False
    for token in tokens(text):
        replacement = _better(token.word, language=language, engine=engine)
        if replacement:
            pieces += [text[position : token.start], replacement]
            position, changed = token.end, True
    pieces.append(text[position:])
    return "".join(pieces) if changed else ""


def _better(word: str, *, language: str, engine: Engine) -> str:
    """Return the commonest word a letter away, or "" where `word` itself is to be found."""
    analyser = analyser_for(language)
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha() or analyser.is_stop_word(word):
        return ""
    near = engine.spellings(language, word)
    wanted = set(analyser.query_lemmas(word))
    if any(one.word == folded or analyser.lemma(one.display) in wanted for one in near):
        return ""
    return near[0].display if near else ""

"""The words of a query line: their lemmas, and everything that is looked for instead of them."""

from dataclasses import dataclass

from search.language import mutations
from search.language.analysis import analyser_for, normalise, tokens
from search.language.lemmas import fold
from search.querying.parser import LONGEST_LINE, Parsed


@dataclass(frozen=True, kw_only=True)
class QueryWord:
    """A word as it was typed, and the lemmas under which it is looked for.

    `twins` are words that differ in accents only, `radicals` the words of which an unknown Welsh
    word may be a mutation. `is_passed_over` marks stop words and operators.
    """

    typed: str
    lemma: str
    looked_for: tuple[str, ...]
    twins: tuple[str, ...]
    radicals: tuple[str, ...]
    is_known: bool
    is_passed_over: bool


def explain_words(line: str, *, parsed: Parsed, language: str) -> tuple[QueryWord, ...]:
    """Return every word of the line, in its order."""
    analyser = analyser_for(language)
    queried = {word for term in (*parsed.terms, *parsed.excluded) for word in term.words}
    words = []
    for token in tokens(normalise(line[:LONGEST_LINE])):
        known = analyser.dictionary.is_known(token.word)
        is_welsh = language == mutations.LANGUAGE
        words.append(
            QueryWord(
                typed=token.word,
                lemma=analyser.lemma(token.word),
                looked_for=analyser.query_lemmas(token.word),
                twins=analyser.dictionary.accented_variants(token.word),
                radicals=mutations.unmutated(token.word) if is_welsh and not known else (),
                is_known=known,
                is_passed_over=fold(token.word) not in queried,
            )
        )
    return tuple(words)

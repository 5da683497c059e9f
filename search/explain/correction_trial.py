"""Trial of words and of corrections: lemmas, their sources, and the effect of a new correction."""

import datetime
from dataclasses import dataclass
from typing import Literal

from search.curation.overrides import Correction, corrected_lemmas, read_corrections
from search.engines.base import Query
from search.language import lemmas
from search.language.analysis import Analyser, Corrections, analyser_for, analyser_with, words_of
from search.language.mutations import mutated_in
from search.language.query_terms import QueryTerm
from search.querying import answers

MAX_WORDS = 10
Source = Literal["editors", "list", "dictionary", "stemmer", "unknown"]


@dataclass(frozen=True, kw_only=True)
class AnalysedWord:
    """The analysis of a word. `statements` is None where no engine can answer.

    `other_lemmas` are those that a query for the word looks for beside `lemma`.
    """

    word: str
    lemma: str
    source: Source
    other_lemmas: tuple[str, ...]
    mutations: tuple[str, ...]
    is_stop_word: bool
    statements: int | None


@dataclass(frozen=True, kw_only=True)
class CorrectionEffect:
    """The effect of a correction: the lemma of `form` before and after it.

    `statements` counts the public statements with `form`, `statements_with_lemma` those that a
    query for `lemma` finds now; both are None where no engine can answer.
    """

    form: str
    lemma: str
    before: str
    after: str
    statements: int | None
    statements_with_lemma: int | None


def analyse_words(text: str, *, language: str) -> tuple[AnalysedWord, ...]:
    """Return the present analysis of the first `MAX_WORDS` different words of a text."""
    analyser = analyser_for(language)
    words = dict.fromkeys(words_of(text))
    return tuple(_analyse(word, analyser=analyser) for word in list(words)[:MAX_WORDS])


def _analyse(word: str, *, analyser: Analyser) -> AnalysedWord:
    lemma = analyser.lemma(word)
    query_lemmas = analyser.query_lemmas(word)
    return AnalysedWord(
        word=word,
        lemma=lemma,
        source=lemma_source(word, analyser=analyser),
        other_lemmas=tuple(
            other for other in query_lemmas if other not in (lemma, lemmas.fold(word))
        ),
        mutations=mutated_in(analyser.language, lemma),
        is_stop_word=analyser.is_stop_word(word),
        statements=_count(word, query_lemmas, language=analyser.language),
    )


def lemma_source(word: str, *, analyser: Analyser) -> Source:
    """Return where the lemma of a word comes from."""
    if word in analyser.corrections.lemmas:
        return "editors"
    if word in analyser.dictionary.corrections:
        return "list"
    if isinstance(analyser.dictionary, lemmas.EnglishLemmas):
        return "stemmer"
    return "dictionary" if analyser.dictionary.is_known(word) else "unknown"


def correction_effect(form: str, lemma: str, *, language: str) -> CorrectionEffect:
    """Return what a correction of `form` to the lemma of `lemma`, two valid words, would change."""
    current = analyser_for(language)
    rows = [row for row in read_corrections(language) if row.form != form]
    proposed = corrected_lemmas([*rows, Correction(form=form, lemma=lemma)], language=language)
    corrected = analyser_with(language, Corrections(lemmas=proposed))
    return CorrectionEffect(
        form=form,
        lemma=lemma,
        before=current.lemma(form),
        after=corrected.lemma(form),
        statements=_count(form, (), language=language),
        statements_with_lemma=_count(lemma, current.query_lemmas(lemma), language=language),
    )


def _count(word: str, query_lemmas: tuple[str, ...], *, language: str) -> int | None:
    """Return how many public statements have a word, or any word with one of the lemmas."""
    term = QueryTerm(words=(lemmas.fold(word),), lemmas=(query_lemmas,) if query_lemmas else ())
    query = Query(
        language=language, today=datetime.date.min, groups=((term,),), recency=False, limit=0
    )
    try:
        return answers.from_first_engine(lambda engine: engine.search(query).total)[1]
    except answers.SearchUnavailableError:
        return None

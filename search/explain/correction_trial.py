"""What is a word filed under, why, and what would a correction change?"""

import datetime
from dataclasses import dataclass
from typing import Literal

from search.curation.overrides import Correction, corrected_lemmas, read_corrections
from search.engines.base import Query
from search.language import lemmas
from search.language.analysis import Analyser, Corrections, analyser_for, analyser_with, words_of
from search.language.mutations import mutated
from search.language.query_terms import QueryTerm
from search.querying import answers

MOST_WORDS = 10
Source = Literal["editors", "list", "dictionary", "stemmer", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A word as the archive sees it. `statements` is empty where no engine can tell."""

    word: str
    lemma: str
    source: Source
    also_asked: tuple[str, ...]
    mutations: tuple[str, ...]
    is_stop_word: bool
    statements: int | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a correction would change. Counts are of public statements, None where unknown."""

    form: str
    lemma: str
    before: str
    after: str
    statements: int | None
    with_other: int | None


def tried(text: str, *, language: str) -> tuple[Tried, ...]:
    """Return how each of the first words of a text is seen now."""
    analyser = analyser_for(language)
    words = dict.fromkeys(words_of(text))
    return tuple(_tried(word, analyser=analyser) for word in list(words)[:MOST_WORDS])


def _tried(word: str, *, analyser: Analyser) -> Tried:
    lemma = analyser.lemma(word)
    asked = analyser.query_lemmas(word)
    return Tried(
        word=word,
        lemma=lemma,
        source=source_of(word, analyser=analyser),
        also_asked=tuple(one for one in asked if one not in (lemma, lemmas.fold(word))),
        mutations=mutated(lemma) if analyser.language == "cy" else (),
        is_stop_word=analyser.is_stop_word(word),
        statements=_count(word, asked, language=analyser.language),
    )


def source_of(word: str, *, analyser: Analyser) -> Source:
    """Return who says what a word is filed under."""
    if word in analyser.corrections.lemmas:
        return "editors"
    if word in analyser.dictionary.corrections:
        return "list"
    if analyser.language == "en":
        return "stemmer"
    return "dictionary" if analyser.dictionary.is_known(word) else "unknown"


def change(form: str, lemma: str, *, language: str) -> Change:
    """Return what filing `form` with `lemma`, both valid words, would change."""
    now = analyser_for(language)
    rows = [row for row in read_corrections(language) if row.form != form]
    proposed = corrected_lemmas([*rows, Correction(form=form, lemma=lemma)], language=language)
    then = analyser_with(language, Corrections(lemmas=proposed))
    return Change(
        form=form,
        lemma=lemma,
        before=now.lemma(form),
        after=then.lemma(form),
        statements=_count(form, (), language=language),
        with_other=_count(lemma, now.query_lemmas(lemma), language=language),
    )


def _count(word: str, wanted: tuple[str, ...], *, language: str) -> int | None:
    """Return in how many public statements a word stands, in any form where lemmas are given."""
    term = QueryTerm(words=(lemmas.fold(word),), lemmas=(wanted,) if wanted else ())
    query = Query(
        language=language, today=datetime.date.min, groups=((term,),), recency=False, limit=0
    )
    try:
        return answers.from_first_engine(lambda engine: engine.search(query).total)[1]
    except answers.SearchUnavailableError:
        return None

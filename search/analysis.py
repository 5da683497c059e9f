"""Which words does a text hold, and under which forms are they indexed and asked for?

The one analysis of both engines, in Python: what it returns is written to and asked of any engine
as plain words between spaces, so that no engine needs a Welsh dictionary of its own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from search import lemmas, mutations

LANGUAGES = ("en", "cy")
# Raised by hand when tokens or lemmas change in a way that the data files do not show.
RULES = 1
MOST_FORMS = 16
# A word is letters and digits of any script, with accents written as characters of their own.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# Beyond this, a "word" is an attack or a broken file; engines refuse terms of 32 kB.
LONGEST_WORD = 64


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word, in lower case with its accents, and where it stands in the normalised text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """A text as both engines index it: its words, folded, and their lemmas, in the same order."""

    words: str
    lemmas: str


def normalise(text: str) -> str:
    """Return `text` composed (NFC), the form in which tokens count their places."""
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text that `normalise` has returned; `i'r` is two, `co-op` is two."""
    for match in WORD.finditer(text):
        yield Token(word=match.group().lower()[:LONGEST_WORD], start=match.start(), end=match.end())


@dataclass(frozen=True, kw_only=True)
class Analyser:
    """The analysis of one language."""

    language: str
    lemma: Callable[[str], str]
    stop_words: frozenset[str]

    def analyse(self, text: str) -> Analysed:
        """Return the words and lemmas of `text`. Stop words stay, so that phrases hold."""
        words = [token.word for token in tokens(normalise(text))]
        return Analysed(
            words=" ".join(map(lemmas.fold, words)), lemmas=" ".join(map(self.lemma, words))
        )

    def is_stop_word(self, word: str) -> bool:
        """Return whether a search for several words may pass over `word`."""
        return lemmas.fold(word) in self.stop_words

    def query_lemmas(self, word: str) -> tuple[str, ...]:
        """Return the lemmas under which a statement may hold what a reader means by `word`.

        That is the word's own lemma and those of its accented twins. A Welsh word that the
        dictionary does not know also stands for the words it may be a mutation of. Mutations
        that the dictionary does not know are indexed as they stand, so they are added too; adding
        other readings of words that it does know would only bring false finds.
        """
        found = [self.lemma(word)]
        if self.language == "cy":
            found += [self.lemma(twin) for twin in lemmas.accent_twins(word)]
            radicals = [word, *found[:1]]
            if not lemmas.is_known_welsh(word):
                radicals += mutations.unmutated(word)
            for radical in radicals:
                found.append(self.lemma(radical))
                found += [
                    lemmas.fold(form)
                    for form in mutations.mutated(radical)
                    if not lemmas.is_known_welsh(form)
                ]
        return tuple(dict.fromkeys(found))[:MOST_FORMS]


LEMMAS = {"en": lemmas.english_lemma, "cy": lemmas.welsh_lemma}


@cache
def analyser_for(language: str) -> Analyser:
    """Return the analyser of "en" or "cy"; raises KeyError for another language."""
    return Analyser(
        language=language, lemma=LEMMAS[language], stop_words=lemmas.stop_words(language)
    )


@cache
def version(language: str) -> str:
    """Return a stamp that changes whenever the same text would be indexed differently."""
    corrections = sorted(lemmas.overrides(language).items())
    stamp = repr((RULES, language, lemmas.library_versions(), corrections))
    return hashlib.sha256(stamp.encode()).hexdigest()[:16]

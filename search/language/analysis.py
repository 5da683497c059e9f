"""Which words does a text hold, and under which forms are they indexed and asked for?

The one analysis of both engines, in Python: what it returns is written to and asked of any engine
as plain words between spaces, so that no engine needs a Welsh dictionary of its own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from search.language import lemmas, mutations

LANGUAGES = ("en", "cy")
# Raised by hand when what an index has of a text changes in a way that the data files do not show.
RULES = 3
MOST_FORMS = 16
# A word is letters and digits of any script, with accents written as characters of their own.
# Long runs first: a group for each letter takes twice the time and finds the same.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
# Beyond this, a "word" is an attack or a broken file; engines refuse terms of 32 kB.
LONGEST_WORD = 64
# Where a word may be broken or must not be: nobody sees them, and no word ends at them.
INVISIBLE = ("\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}", "\ufeff")
# The one letter whose lower case depends on the letters around it, also beyond its own word.
CONTEXTUAL_CAPITAL = "\N{GREEK CAPITAL LETTER SIGMA}"


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
    """Return `text` composed (NFC), without what cannot be seen within words.

    In this form tokens count their places.
    """
    if not text.isascii():
        for character in INVISIBLE:
            text = text.replace(character, "")
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text that `normalise` has returned; `i'r` is two, `co-op` is two."""
    for match in WORD.finditer(text):
        yield Token(word=match.group().lower()[:LONGEST_WORD], start=match.start(), end=match.end())


def words_of(text: str) -> list[str]:
    """Return the words of any text as `tokens` has them, without their places."""
    text = normalise(text)
    if CONTEXTUAL_CAPITAL in text:
        found = [word.lower() for word in WORD.findall(text)]
    else:
        found = WORD.findall(text.lower())
    if max(map(len, found), default=0) > LONGEST_WORD:
        return [word[:LONGEST_WORD] for word in found]
    return found


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What editors add to the corrections that come with Lectern, form to lemma.

    `stamp` is another one after every change, also after one that is taken back: an index that was
    being written meanwhile holds some of both.
    """

    lemmas: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""


@dataclass(frozen=True, kw_only=True)
class Analyser:
    """The analysis of one language."""

    language: str
    dictionary: lemmas.WelshLemmas | lemmas.EnglishLemmas
    stop_words: frozenset[str]
    corrections: Corrections
    version: str

    def lemma(self, word: str) -> str:
        """Return what a lower-case word is filed under."""
        return self.dictionary.lemma(word)

    def analyse(self, text: str) -> Analysed:
        """Return the words and lemmas of `text`. Stop words stay, so that phrases hold."""
        return self.file(words_of(text))

    def file(self, words: list[str]) -> Analysed:
        """Return what `analyse` does, of words in lower case."""
        return Analysed(
            words=" ".join([one if one.isascii() else lemmas.folded(one) for one in words]),
            lemmas=" ".join(map(self.dictionary.lemma, words)),
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
            found += [self.lemma(twin) for twin in self.dictionary.accent_twins(word)]
            radicals = [word]
            if not self.dictionary.is_known(word):
                radicals += mutations.unmutated(word)
            found += [self.lemma(radical) for radical in radicals]
            # A lemma is folded, so it may be spelt like another word: it is not looked up again.
            found += [
                lemmas.fold(form)
                for radical in (*radicals, found[0])
                for form in mutations.mutated(radical)
                if not self.dictionary.is_known(form)
            ]
        return tuple(dict.fromkeys(found))[:MOST_FORMS]


_current: dict[str, Analyser] = {}


def analyser_for(language: str) -> Analyser:
    """Return the analyser of "en" or "cy"; raises KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return _current.get(language) or use_corrections(language, Corrections())


def use_corrections(language: str, corrections: Corrections) -> Analyser:
    """Analyse with these corrections in this process from now on; return the new analyser."""
    _current[language] = made = analyser_with(language, corrections)
    return made


def analyser_with(language: str, corrections: Corrections) -> Analyser:
    """Return an analyser with these corrections, without using it."""
    all_of_them = lemmas.corrected(lemmas.overrides(language), corrections.lemmas)
    content = sorted(all_of_them.items())
    stamp = repr((RULES, language, lemmas.library_versions(), content))
    if corrections.stamp:
        stamp += corrections.stamp
    return Analyser(
        language=language,
        dictionary=lemmas.with_corrections(language, all_of_them),
        stop_words=lemmas.stop_words(language),
        corrections=corrections,
        version=hashlib.sha256(stamp.encode()).hexdigest()[:16],
    )


def version(language: str) -> str:
    """Return a stamp that changes whenever the same text would be indexed differently."""
    return analyser_for(language).version

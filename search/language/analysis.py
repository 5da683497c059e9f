"""Text analysis of both engines: tokens and lemmas.

Runs in Python, for documents and queries alike. Engines receive plain words separated by spaces,
so that none needs a Welsh dictionary of its own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from search.language import lemmas, mutations

LANGUAGES = ("en", "cy")
# Incremented by hand when the same text is analysed differently and no data file has changed.
RULES_VERSION = 3
MAX_FORMS = 16
# A word is letters and digits of any script, with accents written as characters of their own.
# Long runs first: a group for each letter takes twice the time for the same matches.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
# A longer "word" is an attack or a broken file; engines refuse terms of 32 kB.
LONGEST_WORD = 64
# Characters that allow or forbid a line break within a word; they do not separate words.
INVISIBLE = ("\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}", "\ufeff")
# The only letter whose lower case depends on the letters around it, even beyond its own word.
CONTEXTUAL_CAPITAL = "\N{GREEK CAPITAL LETTER SIGMA}"


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word, in lower case with its accents, and its offsets in the normalised text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class AnalysedText:
    """A text as both engines index it: its folded words and their lemmas, in the same order."""

    words: str
    lemmas: str


def normalise(text: str) -> str:
    """Return `text` composed (NFC), without invisible characters within words.

    The offsets of tokens refer to this form.
    """
    if not text.isascii():
        for character in INVISIBLE:
            text = text.replace(character, "")
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a normalised text; `i'r` is two words, `co-op` is two words."""
    for match in WORD.finditer(text):
        yield Token(word=match.group().lower()[:LONGEST_WORD], start=match.start(), end=match.end())


def words_of(text: str) -> list[str]:
    """Return the words of any text as `tokens` yields them, without their offsets."""
    text = normalise(text)
    if CONTEXTUAL_CAPITAL in text:
        words = [word.lower() for word in WORD.findall(text)]
    else:
        words = WORD.findall(text.lower())
    if max(map(len, words), default=0) > LONGEST_WORD:
        return [word[:LONGEST_WORD] for word in words]
    return words


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """The corrections of editors, form to lemma, which extend the bundled ones.

    `state_token` changes with every change, even one that is later reverted: an index that was
    being written meanwhile contains a mixture of both states.
    """

    lemmas: Mapping[str, str] = field(default_factory=dict)
    state_token: str = ""


@dataclass(frozen=True, kw_only=True)
class Analyser:
    """The analysis of one language."""

    language: str
    dictionary: lemmas.WelshLemmas | lemmas.EnglishLemmas
    stop_words: frozenset[str]
    corrections: Corrections
    version: str

    def lemma(self, word: str) -> str:
        """Return the lemma of a lower-case word."""
        return self.dictionary.lemma(word)

    def analyse(self, text: str) -> AnalysedText:
        """Return the words and lemmas of `text`, stop words included, which phrases need."""
        return self.analyse_words(words_of(text))

    def analyse_words(self, words: list[str]) -> AnalysedText:
        """Return what `analyse` does for words in lower case."""
        return AnalysedText(
            words=" ".join(
                [word if word.isascii() else lemmas.fold_cached(word) for word in words]
            ),
            lemmas=" ".join(map(self.dictionary.lemma, words)),
        )

    def is_stop_word(self, word: str) -> bool:
        """Return whether a search for several words may ignore `word`."""
        return lemmas.fold(word) in self.stop_words

    def query_lemmas(self, word: str) -> tuple[str, ...]:
        """Return the lemmas by which a query for `word` matches a statement.

        These are the lemmas of the word and of its accented variants. A Welsh word that the
        dictionary does not know also has the lemmas of its possible radicals. Mutated forms that
        the dictionary does not know are indexed unchanged, so they are added too; other readings
        of known words would only add false matches.
        """
        found = [self.lemma(word)]
        if self.language == mutations.LANGUAGE:
            found += [self.lemma(variant) for variant in self.dictionary.accented_variants(word)]
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
        return tuple(dict.fromkeys(found))[:MAX_FORMS]


_current: dict[str, Analyser] = {}


def analyser_for(language: str) -> Analyser:
    """Return this process's analyser of "en" or "cy"; raises KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return _current.get(language) or use_corrections(language, Corrections())


def use_corrections(language: str, corrections: Corrections) -> Analyser:
    """Make an analyser with these corrections the current one of this process; return it."""
    _current[language] = analyser = analyser_with(language, corrections)
    return analyser


def analyser_with(language: str, corrections: Corrections) -> Analyser:
    """Return an analyser with these corrections, which does not become the current one."""
    merged = lemmas.merge_corrections(lemmas.bundled_corrections(language), corrections.lemmas)
    content = sorted(merged.items())
    state = repr((RULES_VERSION, language, lemmas.library_versions(), content))
    if corrections.state_token:
        state += corrections.state_token
    return Analyser(
        language=language,
        dictionary=lemmas.lemmas_with(language, merged),
        stop_words=lemmas.stop_words(language),
        corrections=corrections,
        version=hashlib.sha256(state.encode()).hexdigest()[:16],
    )


def version(language: str) -> str:
    """Return a hash that changes whenever the same text would be indexed differently."""
    return analyser_for(language).version

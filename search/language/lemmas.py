"""Lemmas of Welsh words and stems of English ones.

Welsh uses simplemma's dictionary, English the Porter2 stemmer. Both are corrected by the reviewed
words in `data/<language>` and by the corrections of editors. Dictionary and stemmer load on first
use, once for each process, and so do their libraries: most commands need neither.
"""

import csv
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

from search.language import vocabulary
from search.language.word_cache import WordCache

DATA = Path(__file__).parent / "data"
# `ferched` → `merched` → `merch`: the dictionary is a chain, and three steps reach its end.
MAX_STEPS = 3
COMBINING = dict.fromkeys(range(0x0300, 0x0370))
# In each of two generations (see `WordCache`); an archive has some 60,000 frequent forms.
CACHED_WORDS = 60_000
CACHED_QUERY_WORDS = 8_192


def fold(word: str) -> str:
    """Return `word` in lower case without accents, which readers and writers often leave out."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", word.lower()).translate(COMBINING)
    )


# For texts, whose words recur.
fold_cached = WordCache(fold, size=CACHED_WORDS).__getitem__


@cache
def bundled_corrections(language: str) -> Mapping[str, str]:
    """Return the reviewed corrections of a language: form to lemma, both in lower case."""
    reviewed = vocabulary.reviewed_forms(
        DATA / language / "vocabulary.csv", excluded=stop_words(language)
    )
    with (DATA / language / "overrides.csv").open(encoding="utf-8", newline="") as lines:
        return {**reviewed, **{row["form"]: row["lemma"] for row in csv.DictReader(lines)}}


def merge_corrections(bundled: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Return the bundled corrections with those of editors applied, form to lemma.

    A correction of `merch` by an editor also applies to the bundled `ferched`, whose lemma it is.
    """
    return {form: added.get(lemma, lemma) for form, lemma in bundled.items()} | dict(added)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words, folded, that a search for several words ignores."""
    text = (DATA / language / "stopwords.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in text.split())


class WelshLemmas:
    """The lemmas of Welsh words with a fixed set of corrections."""

    def __init__(self, corrections: Mapping[str, str]) -> None:
        self.corrections = corrections
        # A cache of its own for `is_known`, which only queries call: words of texts would evict
        # theirs.
        self._known = lru_cache(maxsize=CACHED_QUERY_WORDS)(self._find)
        self.lemma = WordCache(self._lemma, size=CACHED_WORDS).__getitem__
        self._corrected_variants = _by_unaccented_spelling(corrections)

    def _lemma(self, word: str) -> str:
        """Return the folded dictionary form of a lower-case word; itself where unknown."""
        return fold(self._find(word) or word)

    def is_known(self, word: str) -> bool:
        """Return whether the dictionary or the corrections contain this lower-case word."""
        return self._known(word) is not None

    def accented_variants(self, word: str) -> tuple[str, ...]:
        """Return the known words that differ from `word` only by their accents (`dwr` → `dŵr`)."""
        variants = {
            *_dictionary_variants().get(word, ()),
            *self._corrected_variants.get(word, ()),
        }
        return tuple(sorted(variants))

    def _find(self, word: str) -> str | None:
        lemma = word
        found = None
        for _step in range(MAX_STEPS):
            if (corrected := self.corrections.get(lemma)) is not None:
                return corrected
            following = _look_up(lemma)
            if following is None or following == lemma:
                return following or found
            lemma = found = following
        return found


@cache
def _welsh_dictionary() -> Mapping[str, str]:
    from simplemma.strategies import LOW_MEMORY_DICTIONARY_FACTORY

    return LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("cy")


@lru_cache(maxsize=CACHED_QUERY_WORDS)
def _look_up(word: str) -> str | None:
    """Return simplemma's entry of a lower-case word or of the name spelt like it."""
    dictionary = _welsh_dictionary()
    lemma = (dictionary.get(word) or dictionary.get(word.capitalize()) or "").lower()
    # A lemma with a hyphen would be two words in the index and shift the positions after it.
    return lemma if lemma.isalnum() else None


@cache
def _dictionary_variants() -> Mapping[str, tuple[str, ...]]:
    """Return all accented dictionary words by their spelling without accents (`dwr` → `dŵr`)."""
    return _by_unaccented_spelling(
        entry.lower() for entry in _welsh_dictionary() if not entry.isascii()
    )


def _by_unaccented_spelling(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the accented words among `words` by their spelling without accents."""
    variants: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if not word.isascii():
            variants[fold(word)].add(word)
    return {folded: tuple(sorted(accented)) for folded, accented in variants.items()}


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802  (the library's name)
        ...


_of_thread = threading.local()


def _porter2() -> _Stemmer:
    """Return the stemmer of the present thread: one holds the word that it works on."""
    if not hasattr(_of_thread, "stemmer"):
        import snowballstemmer

        _of_thread.stemmer = snowballstemmer.stemmer("english")
    stemmer: _Stemmer = _of_thread.stemmer
    return stemmer


class EnglishLemmas:
    """The Porter2 stems of English words with a fixed set of corrections."""

    def __init__(self, corrections: Mapping[str, str]) -> None:
        self.corrections = {fold(form): lemma for form, lemma in corrections.items()}
        self.lemma = WordCache(self._lemma, size=CACHED_WORDS).__getitem__

    def _lemma(self, word: str) -> str:
        """Return the stem of a lower-case word, folded."""
        folded = fold(word)
        return self.corrections.get(folded) or _porter2().stemWord(folded)

    def is_known(self, word: str) -> bool:
        """Return True: a stemmer has an answer for every word."""
        return True

    def accented_variants(self, word: str) -> tuple[str, ...]:
        """Return nothing: stems have no accents."""
        return ()


@cache
def bundled_lemmas(language: str) -> WelshLemmas | EnglishLemmas:
    """Return the lemmas of "en" or "cy" with the bundled corrections only."""
    return lemmas_with(language, bundled_corrections(language))


def lemmas_with(language: str, corrections: Mapping[str, str]) -> WelshLemmas | EnglishLemmas:
    """Return the lemmas of "en" or "cy" with `corrections`, form to lemma, and no others."""
    return (WelshLemmas if language == "cy" else EnglishLemmas)(corrections)


def library_versions() -> str:
    """Return the names and versions of the libraries that the lemmas come from."""
    return ",".join(f"{name}={metadata.version(name)}" for name in ("simplemma", "snowballstemmer"))

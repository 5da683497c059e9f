"""Under which dictionary form is a word filed?

Welsh through simplemma's dictionary, English through the Porter2 stemmer, both corrected by the
reviewed words in `data/<language>` and by what editors added to them. Dictionary and stemmer load
on first use and are kept for the process.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import snowballstemmer
from simplemma.strategies import LOW_MEMORY_DICTIONARY_FACTORY

from search.language import vocabulary
from search.language.word_cache import Remembered

DATA = Path(__file__).parent / "data"
# `ferched` → `merched` → `merch`: the dictionary is a chain, and three steps reach its end.
MOST_STEPS = 3
COMBINING = dict.fromkeys(range(0x0300, 0x0370))
# In each of two generations (see `Remembered`); an archive has some 60,000 forms that come often.
REMEMBERED = 60_000
ASKED_REMEMBERED = 8_192


def fold(word: str) -> str:
    """Return `word` in lower case without accents, as both readers and writers leave them out."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", word.lower()).translate(COMBINING)
    )


# For texts, whose words come again and again.
folded = Remembered(fold, most=REMEMBERED).__getitem__


@cache
def overrides(language: str) -> Mapping[str, str]:
    """Return the reviewed corrections of a language: form to lemma, both in lower case."""
    reviewed = vocabulary.reviewed_forms(
        DATA / language / "vocabulary.csv", untouched=stop_words(language)
    )
    with (DATA / language / "overrides.csv").open(encoding="utf-8", newline="") as lines:
        return {**reviewed, **{row["form"]: row["lemma"] for row in csv.DictReader(lines)}}


def corrected(listed: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Return both: an editor who files `merch` elsewhere means the listed `ferched` as well."""
    return {form: added.get(lemma, lemma) for form, lemma in listed.items()} | dict(added)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words, folded, that a search for several words passes over."""
    text = (DATA / language / "stopwords.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in text.split())


class WelshLemmas:
    """The dictionary forms of Welsh words under one list of corrections, which never changes."""

    def __init__(self, corrections: Mapping[str, str]) -> None:
        self.corrections = corrections
        # Only words of questions are asked whether they are known; texts would push them out.
        self._known = lru_cache(maxsize=ASKED_REMEMBERED)(self._find)
        self.lemma = Remembered(self._lemma, most=REMEMBERED).__getitem__
        self._own_twins = _by_spelling(corrections)

    def _lemma(self, word: str) -> str:
        """Return the folded dictionary form of a lower-case word; itself where unknown."""
        return fold(self._find(word) or word)

    def is_known(self, word: str) -> bool:
        """Return whether the dictionary or the corrections have this lower-case word."""
        return self._known(word) is not None

    def accent_twins(self, word: str) -> tuple[str, ...]:
        """Return the known words that differ from `word` only by accents that it leaves out."""
        twins = {*_dictionary_twins().get(word, ()), *self._own_twins.get(word, ())}
        return tuple(sorted(twins))

    def _find(self, word: str) -> str | None:
        lemma = word
        found = None
        for _step in range(MOST_STEPS):
            if (corrected := self.corrections.get(lemma)) is not None:
                return corrected
            following = _look_up(lemma)
            if following is None or following == lemma:
                return following or found
            lemma = found = following
        return found


@lru_cache(maxsize=ASKED_REMEMBERED)
def _look_up(word: str) -> str | None:
    """Return simplemma's entry of a lower-case word or of the name spelt like it."""
    dictionary = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("cy")
    lemma = (dictionary.get(word) or dictionary.get(word.capitalize()) or "").lower()
    # A lemma with a hyphen would be two words in the index, and all that follow out of step.
    return lemma if lemma.isalnum() else None


@cache
def _dictionary_twins() -> Mapping[str, tuple[str, ...]]:
    """Return all accented dictionary words by their spelling without accents (`dwr` → `dŵr`)."""
    return _by_spelling(
        entry.lower() for entry in LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("cy")
    )


def _by_spelling(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the accented ones among `words` by their spelling without accents."""
    twins: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if not word.isascii():
            twins[fold(word)].add(word)
    return {folded: tuple(sorted(accented)) for folded, accented in twins.items()}


@cache
def _porter2():
    return snowballstemmer.stemmer("english")


class EnglishLemmas:
    """The Porter2 stems of English words under one list of corrections, which never changes."""

    def __init__(self, corrections: Mapping[str, str]) -> None:
        self.corrections = {fold(form): lemma for form, lemma in corrections.items()}
        self.lemma = Remembered(self._lemma, most=REMEMBERED).__getitem__

    def _lemma(self, word: str) -> str:
        """Return the stem of a lower-case word, folded."""
        folded = fold(word)
        return self.corrections.get(folded) or _porter2().stemWord(folded)

    def is_known(self, word: str) -> bool:
        """Return True: a stemmer has an answer for every word."""
        return True

    def accent_twins(self, word: str) -> tuple[str, ...]:
        """Return nothing: stems are of words without accents."""
        return ()


@cache
def listed(language: str) -> WelshLemmas | EnglishLemmas:
    """Return the lemmas of "en" or "cy" under the corrections that come with Lectern."""
    return with_corrections(language, overrides(language))


def with_corrections(language: str, corrections: Mapping[str, str]) -> WelshLemmas | EnglishLemmas:
    """Return the lemmas of "en" or "cy" under `corrections`, form to lemma, and no others."""
    return (WelshLemmas if language == "cy" else EnglishLemmas)(corrections)


def library_versions() -> str:
    """Return which dictionaries and stemmers the lemmas come from."""
    return ",".join(f"{name}={metadata.version(name)}" for name in ("simplemma", "snowballstemmer"))

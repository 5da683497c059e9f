"""Under which dictionary form is a word filed?

Welsh through simplemma's dictionary, corrected by the reviewed list in `data/cy/overrides.csv`;
English through the Porter2 stemmer. Both load on first use and are kept for the process.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

import snowballstemmer
from simplemma.strategies import LOW_MEMORY_DICTIONARY_FACTORY

DATA = Path(__file__).parent / "data"
# `ferched` → `merched` → `merch`: the dictionary is a chain, and three steps reach its end.
MOST_STEPS = 3
COMBINING = dict.fromkeys(range(0x0300, 0x0370))
REMEMBERED = 60_000


def fold(word: str) -> str:
    """Return `word` in lower case without accents, as both readers and writers leave them out."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", word.lower()).translate(COMBINING)
    )


@cache
def overrides(language: str) -> Mapping[str, str]:
    """Return the reviewed corrections of a language: form to lemma, both in lower case."""
    path = DATA / language / "overrides.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["form"]: row["lemma"] for row in csv.DictReader(lines)}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words, folded, that a search for several words passes over."""
    text = (DATA / language / "stopwords.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in text.split())


@lru_cache(maxsize=REMEMBERED)
def welsh_lemma(word: str) -> str:
    """Return the folded dictionary form of a lower-case Welsh word; itself where unknown."""
    return fold(_known_welsh_lemma(word) or word)


def is_known_welsh(word: str) -> bool:
    """Return whether the dictionary or the corrections have this lower-case word."""
    return _known_welsh_lemma(word) is not None


@lru_cache(maxsize=REMEMBERED)
def _known_welsh_lemma(word: str) -> str | None:
    corrections = overrides("cy")
    lemma = word
    found = None
    for _step in range(MOST_STEPS):
        if (corrected := corrections.get(lemma)) is not None:
            return corrected
        following = _look_up(lemma)
        if following is None or following == lemma:
            return following or found
        lemma = found = following
    return found


def _look_up(word: str) -> str | None:
    """Return simplemma's entry of a lower-case word or of the name spelt like it."""
    dictionary = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("cy")
    lemma = dictionary.get(word) or dictionary.get(word.capitalize())
    return lemma.lower() if lemma else None


@cache
def _accented() -> Mapping[str, tuple[str, ...]]:
    """Return all accented dictionary words by their spelling without accents (`dwr` → `dŵr`)."""
    twins: dict[str, set[str]] = defaultdict(set)
    for entry in LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("cy"):
        if not entry.isascii():
            word = entry.lower()
            twins[fold(word)].add(word)
    for word in overrides("cy"):
        if not word.isascii():
            twins[fold(word)].add(word)
    return {folded: tuple(sorted(words)) for folded, words in twins.items()}


def accent_twins(word: str) -> tuple[str, ...]:
    """Return the dictionary words that differ from `word` only by accents that it leaves out."""
    return _accented().get(word, ())


@cache
def _porter2():
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=REMEMBERED)
def english_lemma(word: str) -> str:
    """Return the Porter2 stem of a lower-case English word, folded."""
    folded = fold(word)
    return overrides("en").get(folded) or _porter2().stemWord(folded)


def library_versions() -> str:
    """Return which dictionaries and stemmers the lemmas come from."""
    return ",".join(f"{name}={metadata.version(name)}" for name in ("simplemma", "snowballstemmer"))

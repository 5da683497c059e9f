"""Which Welsh words does the dictionary not have, or file where nobody would look?

For those who look after the vocabulary: what is listed is to be read, not to be believed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from search.language import mutations
from search.language.analysis import Analyser, analyser_for, words_of
from search.language.lemmas import fold

SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A word of some texts and how often it stands there; `lemma` is empty where it is unknown."""

    word: str
    lemma: str
    count: int


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of texts, without those that hold figures and those of one or two letters."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(word for word in words_of(text) if len(word) >= SHORTEST and word.isalpha())
    return counted


def unknown(counted: Counter[str]) -> list[Listed]:
    """Return the words that neither the dictionary nor the reviewed words have, commonest first."""
    known = analyser_for("cy").dictionary.is_known
    return _ordered(
        Listed(word=word, lemma="", count=count)
        for word, count in counted.items()
        if not known(word)
    )


def suspicious(counted: Counter[str]) -> list[Listed]:
    """Return the words whose lemma begins with another letter than they or their radicals do.

    Most inflected forms keep their first letter, so this finds `gaeaf` under `cau`, but also forms
    that are rightly irregular, such as `gorau` under `da`. Those that were reviewed are left out.
    """
    analyser = analyser_for("cy")
    return _ordered(
        Listed(word=word, lemma=analyser.lemma(word), count=count)
        for word, count in counted.items()
        if _is_suspicious(word, analyser)
    )


def _is_suspicious(word: str, analyser: Analyser) -> bool:
    if word in analyser.dictionary.corrections or analyser.is_stop_word(word):
        return False
    readings = (word, *mutations.unmutated(word))
    return fold(analyser.lemma(word))[0] not in {fold(reading)[0] for reading in readings}


def _ordered(words: Iterable[Listed]) -> list[Listed]:
    return sorted(words, key=lambda one: (-one.count, one.word))

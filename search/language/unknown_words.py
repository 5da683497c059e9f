"""Reports on Welsh words that the dictionary lacks or lemmatises doubtfully.

For maintainers of the vocabulary, who review each reported word.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from search.language import mutations
from search.language.analysis import Analyser, analyser_for, words_of
from search.language.lemmas import fold

LANGUAGE = "cy"
SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class ReportedWord:
    """A word and its number of occurrences; `lemma` is empty where it is unknown."""

    word: str
    lemma: str
    count: int


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of texts, without those that contain digits or have one or two letters."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(word for word in words_of(text) if len(word) >= SHORTEST and word.isalpha())
    return counted


def unknown_words(counted: Counter[str]) -> list[ReportedWord]:
    """Return the words that are in neither the dictionary nor the reviewed lists, by frequency."""
    is_known = analyser_for(LANGUAGE).dictionary.is_known
    return _by_frequency(
        ReportedWord(word=word, lemma="", count=count)
        for word, count in counted.items()
        if not is_known(word)
    )


def suspicious_lemmas(counted: Counter[str]) -> list[ReportedWord]:
    """Return the words whose lemma has another first letter than they or their radicals have.

    Most inflected forms keep their first letter, so this finds `gaeaf` under `cau`, but also forms
    that are correctly irregular, such as `gorau` under `da`. Reviewed words are left out.
    """
    analyser = analyser_for(LANGUAGE)
    return _by_frequency(
        ReportedWord(word=word, lemma=analyser.lemma(word), count=count)
        for word, count in counted.items()
        if _is_suspicious(word, analyser)
    )


def _is_suspicious(word: str, analyser: Analyser) -> bool:
    if word in analyser.dictionary.corrections or analyser.is_stop_word(word):
        return False
    readings = (word, *mutations.unmutated(word))
    return fold(analyser.lemma(word))[0] not in {fold(reading)[0] for reading in readings}


def _by_frequency(words: Iterable[ReportedWord]) -> list[ReportedWord]:
    return sorted(words, key=lambda reported: (-reported.count, reported.word))

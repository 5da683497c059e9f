"""Validation of the words and phrases that editors curate.

Forms and imported files use it, and so does the loading of rows into process caches.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search.language.analysis import normalise, tokens

LONGEST_WORD = 40
SHORTEST_WORD = 2
LONGEST_PHRASE = 80
MOST_WORDS = 8
MOST_PHRASES = 12


def validated_word(text: str) -> str:
    """Return `text` composed (NFC) and in lower case; ValidationError unless it is one word."""
    word = normalise(text).strip()
    found = list(tokens(word))
    if not word:
        raise ValidationError(_("Write a word."))
    if len(found) != 1 or found[0].end - found[0].start != len(word):
        raise ValidationError(_("Write one word, without spaces, hyphens or apostrophes."))
    if not word.isalpha():
        raise ValidationError(_("A word is made of letters only."))
    if not SHORTEST_WORD <= len(word.lower()) <= LONGEST_WORD:
        raise ValidationError(
            _("A word has %(shortest)d to %(longest)d letters."),
            params={"shortest": SHORTEST_WORD, "longest": LONGEST_WORD},
        )
    return word.lower()


def non_empty_lines(text: str) -> list[str]:
    """Return the lines of `text` that are not blank, with single spaces."""
    return [line for raw in normalise(text).splitlines() if (line := " ".join(raw.split()))]


def validated_phrases(text: str) -> list[str]:
    """Return the phrases of `text`, one a line, without duplicates.

    Raises ValidationError for too many phrases, too long ones and lines without a word.
    """
    found = list(dict.fromkeys(non_empty_lines(text.replace("\x00", " "))))
    if len(found) > MOST_PHRASES:
        raise ValidationError(
            _("There may be %(most)d lines, not more."), params={"most": MOST_PHRASES}
        )
    for phrase in found:
        words = list(tokens(phrase))
        if not words:
            raise ValidationError(_("There is no word in “%(line)s”."), params={"line": phrase})
        if len(words) > MOST_WORDS or len(phrase) > LONGEST_PHRASE:
            raise ValidationError(
                _("“%(line)s” is too long: %(most)d words at most."),
                params={"line": phrase[:LONGEST_PHRASE], "most": MOST_WORDS},
            )
    return found

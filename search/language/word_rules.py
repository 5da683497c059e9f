"""Which words and phrases may be curated? Asked by forms and files, and again on use."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search.language.analysis import normalise, tokens

LONGEST_WORD = 40
SHORTEST_WORD = 2
LONGEST_PHRASE = 80
MOST_WORDS = 8
MOST_PHRASES = 12


def one_word(text: str) -> str:
    """Return `text` as it is compared: composed and in lower case; refuse all but one word."""
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


def lines(text: str) -> list[str]:
    """Return the lines of `text` that hold something, with single spaces."""
    return [line for raw in normalise(text).splitlines() if (line := " ".join(raw.split()))]


def phrases(text: str) -> list[str]:
    """Return the phrases of `text`, one a line, each once; refuse what is too much to ask."""
    found = list(dict.fromkeys(line for line in lines(text.replace("\x00", " "))))
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

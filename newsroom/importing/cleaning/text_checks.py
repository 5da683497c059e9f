"""Checks for likely mistakes in a text. They are reported and never corrected."""

import dataclasses
import datetime
import itertools
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from newsroom.blocks.alternative_text import is_file_name
from newsroom.importing.items import Note, Picture

_LOST_CHARACTER = re.compile(r"(?<![/?&=.\w])[^\W\d_]+\?[^\W\d_]+(?![=/\w])")
# Two or three bytes of UTF-8 decoded as Windows-1252. A Welsh "â" alone never matches.
_MOJIBAKE = re.compile(
    "\u00e2\u20ac.|\u00c3[\u0080-\u00bf\u20ac\u2018-\u201d\u0192\u0161]|\u00c2[\u00a0-\u00bf]"
    "|\u00c5[\u00b0-\u00bf\u017e\u2018-\u201d]|\u00ef\u00bf\u00bd"
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE)
_USELESS_ALT = re.compile(
    r"^(?:image|picture|photo|pic|img|untitled|logo|llun|delwedd|dsc\w*|img[_-]?\w*"
    r"|.*\.(?:jpe?g|png|gif|webp)|[\w-]*\d{3,}[\w-]*)$",
    re.IGNORECASE,
)
_MAX_EXAMPLES = 5


def check_text(
    *, title: str, paragraphs: Sequence[str], date: datetime.date, today: datetime.date
) -> list[Note]:
    """Return one note for each kind of likely mistake in plain `title` and `paragraphs`."""
    notes: list[Note] = []
    texts = [title, *paragraphs]
    if is_all_capitals(title):
        notes.append(
            Note(
                code="capitals",
                message=_("The title is all in capitals; perhaps: “%(title)s”")
                % {"title": sentence_case(title)},
            )
        )
    _add(notes, "lost_character", _("A character seems lost: %(words)s"), _LOST_CHARACTER, texts)
    _add(
        notes,
        "mojibake",
        _("Characters of another encoding: %(words)s"),
        _MOJIBAKE,
        texts,
    )
    _add(notes, "entity", _("HTML code shown as text: %(words)s"), _ENTITY, texts)
    if count := sum(text.count("\ufffd") for text in texts):
        notes.append(
            Note(code="replacement", message=_("Characters that could not be read: �"), count=count)
        )
    notes.extend(_quotation_marks(paragraphs))
    repeated = [a for a, b in itertools.pairwise(paragraphs) if a == b and len(a) > 20]
    if repeated:
        notes.append(
            Note(
                code="repeated",
                message=_("A paragraph stands twice: “%(start)s…”") % {"start": repeated[0][:40]},
                count=len(repeated),
            )
        )
    if date > today:
        notes.append(Note(code="future", message=_("The date lies in the future.")))
    return notes


def without_file_name(picture: Picture | None) -> Picture | None:
    """Return the picture without an alternative text that is only the name of its file."""
    if picture is None or not picture.alt or not is_file_name(picture.alt):
        return picture
    return dataclasses.replace(picture, alt=None)


def check_alternative_text(alt: str | None) -> Note | None:
    """Return a note on missing or useless alternative text, or None."""
    if alt is None:
        return Note(code="no_alt", message=_("A picture has no alternative text."))
    words = alt.split()
    if alt and (len(words) < 2 or _USELESS_ALT.match(alt)):
        return Note(
            code="useless_alt",
            message=_("The alternative text “%(alt)s” does not say what the picture shows.")
            % {"alt": alt[:80]},
        )
    return None


def is_all_capitals(title: str) -> bool:
    """Return whether a title of more than one word is all in capitals."""
    return title.isupper() and len([word for word in title.split() if word[:2].isalpha()]) > 1


def sentence_case(title: str) -> str:
    """Return a title with only its first letter in upper case. Names then need correction."""
    lowered = title.lower()
    for position, character in enumerate(lowered):
        if character.isalpha():
            return lowered[:position] + character.upper() + lowered[position + 1 :]
    return lowered


def _add(
    notes: list[Note], code: str, message: str, pattern: re.Pattern[str], texts: Sequence[str]
) -> None:
    """Append a note on the matches of `pattern`, if there are any."""
    matches = [match[0] for text in texts for match in pattern.finditer(text)]
    if matches:
        examples = ", ".join(list(dict.fromkeys(matches))[:_MAX_EXAMPLES])
        notes.append(Note(code=code, message=message % {"words": examples}, count=len(matches)))


def _quotation_marks(paragraphs: Sequence[str]) -> list[Note]:
    """Return notes on quotation marks without counterpart and on mixed kinds.

    A quotation of several paragraphs opens each of them and closes only the last; that is correct.
    """
    unclosed: list[int] = []
    unopened: list[int] = []
    mixed = False
    for number, text in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
        for opening, closing in (("“", "”"), ('"', '"')):
            depth = _depth(text, opening=opening, closing=closing)
            if depth > 0 and not following.lstrip().startswith(("“", '"')):
                unclosed.append(number + 1)
            elif depth < 0:
                unopened.append(number + 1)
        mixed = mixed or ('"' in text and ("“" in text or "”" in text))
    notes: list[Note] = []
    if unclosed:
        notes.append(
            Note(
                code="unclosed_quotation",
                message=_("A quotation opens and does not close, in paragraph %(numbers)s.")
                % {"numbers": _numbers(unclosed)},
                count=len(unclosed),
            )
        )
    if unopened:
        notes.append(
            Note(
                code="unopened_quotation",
                message=_("A quotation closes and did not open, in paragraph %(numbers)s.")
                % {"numbers": _numbers(unopened)},
                count=len(unopened),
            )
        )
    if mixed:
        notes.append(
            Note(code="mixed_quotation", message=_("Curly and straight quotation marks are mixed."))
        )
    return notes


def _depth(text: str, *, opening: str, closing: str) -> int:
    """Return the number of open quotations at the end, -1 where one closes without opening."""
    if opening == closing:
        return text.count(opening) % 2
    depth = 0
    for character in text:
        if character == opening:
            depth += 1
        elif character == closing:
            depth -= 1
            if depth < 0:
                return -1
    return depth


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_MAX_EXAMPLES])
    return f"{shown} …" if len(numbers) > _MAX_EXAMPLES else shown

"""Checks of a statement before publication.

The functions are pure: they take plain values and return findings. A blocking finding prevents
publication; no finding prevents saving a draft.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.alternative_text import file_name_message, is_file_name

# Words in capitals up to this length count as abbreviations: NHS, BBC, S4C.
LONGEST_ABBREVIATION = 4
# Words that begin with a capital within an English or Welsh sentence.
PROPER_WORDS = {
    word.lower(): word
    for word in (
        "Wales", "Welsh", "Cymru", "Cymraeg", "Gymraeg", "Nghymru", "Senedd", "Cardiff", "Caerdydd",
        "Westminster", "San", "Steffan", "Britain", "British", "England", "English", "Europe",
        "European", "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December", "Ionawr", "Chwefror", "Mawrth", "Ebrill",
        "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    )
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A remark, which the form shows at `field`."""

    field: str
    message: Any
    blocks_publication: bool


def is_in_capitals(title: str) -> bool:
    """Return whether a title of several words, at least one of them long, is in capitals."""
    words = _WORD.findall(title)
    letters = "".join(words)
    longest = max((len(word) for word in words), default=0)
    return len(words) > 1 and longest > LONGEST_ABBREVIATION and letters == letters.upper()


def to_sentence_case(title: str) -> str:
    """Return a title in capitals in sentence case, with abbreviations and known names preserved.

    The result is a suggestion for an editor: unknown names become lower case.
    """

    def lower(match: re.Match) -> str:
        word = match.group()
        known = PROPER_WORDS.get(word.lower())
        if known:
            return known
        has_vowel = re.search("[aeiouwyâêîôûŵŷ]", word.lower()) is not None
        if 1 < len(word) <= LONGEST_ABBREVIATION and not has_vowel:
            return word
        return word.lower()

    sentence = _WORD.sub(lower, title)
    for position, letter in enumerate(sentence):
        if letter.isalpha():
            return sentence[:position] + letter.upper() + sentence[position + 1 :]
    return sentence


def check_body(body: Iterable[tuple[str, Any]]) -> list[Finding]:
    """Return the findings of a body, given as pairs of block type and value."""
    blocks = list(body)
    findings = []
    if not blocks:
        findings.append(
            Finding(
                field="body", message=_("The statement has no words yet."), blocks_publication=True
            )
        )
    return [*findings, *_remarks(blocks)]


def _remarks(blocks: list[tuple[str, Any]]) -> Iterable[Finding]:
    for block_type in BLOCK_TYPES.values():
        values = [value for name, value in blocks if name == block_type.name]
        for remark in block_type.remarks(values):
            yield Finding(
                field="body", message=remark.message, blocks_publication=remark.blocks_publication
            )


def check_lead_picture(*, has_picture: bool, alternative: str, decorative: bool) -> list[Finding]:
    """Return the findings of a lead picture's alternative text."""
    if has_picture and not alternative.strip() and not decorative:
        return [
            Finding(
                field="lead_image_alt",
                message=_("Say what the picture shows, or mark it as decorative."),
                blocks_publication=True,
            )
        ]
    if has_picture and is_file_name(alternative):
        message = file_name_message(alternative)
        return [Finding(field="lead_image_alt", message=message, blocks_publication=True)]
    if has_picture and alternative.strip() and decorative:
        return [
            Finding(
                field="lead_image_decorative",
                message=_("A decorative picture has no alternative text: choose one of the two."),
                blocks_publication=True,
            )
        ]
    return []


def check_list_fields(*, summary: str, categories: int) -> list[Finding]:
    """Return the findings of the fields that lists and feeds show."""
    findings = []
    if not summary.strip():
        message = _("Without a summary, lists and feeds show the beginning of the body.")
        findings.append(Finding(field="summary", message=message, blocks_publication=False))
    if not categories:
        message = _("Without a category the statement is found under none.")
        findings.append(Finding(field="categories", message=message, blocks_publication=False))
    return findings

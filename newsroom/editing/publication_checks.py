"""What would a careful colleague point out before a statement is published?

Pure: plain values in, findings out. A finding that blocks must be settled before publication;
no finding ever keeps a draft from being saved.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from newsroom.blocks import BLOCK_TYPES

# Shorter words in capitals are taken for abbreviations: NHS, BBC, S4C.
LONGEST_ABBREVIATION = 4
# Names that the two languages' offices write with a capital within a sentence.
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
    """One thing to settle or to look at; `field` is where the form shows it."""

    field: str
    message: Any
    blocks: bool


def is_shouted(title: str) -> bool:
    """Return whether a title is written in capitals: two words or more, some of them long."""
    words = _WORD.findall(title)
    letters = "".join(words)
    longest = max((len(word) for word in words), default=0)
    return len(words) > 1 and longest > LONGEST_ABBREVIATION and letters == letters.upper()


def in_sentence_case(title: str) -> str:
    """Return a shouted title as a sentence, keeping abbreviations in its middle and known names.

    A suggestion for a person to read: names that are not known here come out small.
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


def proofread_body(body: Iterable[tuple[str, Any]]) -> list[Finding]:
    """Return the findings of a body, given as pairs of block type and value."""
    blocks = list(body)
    findings = []
    if not blocks:
        findings.append(
            Finding(field="body", message=_("The statement has no words yet."), blocks=True)
        )
    return [*findings, *_remarks(blocks)]


def _remarks(blocks: list[tuple[str, Any]]) -> Iterable[Finding]:
    for block_type in BLOCK_TYPES.values():
        values = [value for name, value in blocks if name == block_type.name]
        for remark in block_type.remarks(values):
            yield Finding(field="body", message=remark.message, blocks=remark.blocks_publication)


def proofread_picture(*, has_picture: bool, alternative: str, decorative: bool) -> list[Finding]:
    """Return what is wrong with the words for a lead picture."""
    if has_picture and not alternative.strip() and not decorative:
        return [
            Finding(
                field="lead_image_alt",
                message=_("Say what the picture shows, or mark it as decorative."),
                blocks=True,
            )
        ]
    if has_picture and alternative.strip() and decorative:
        return [
            Finding(
                field="lead_image_decorative",
                message=_("A decorative picture has no alternative text: choose one of the two."),
                blocks=True,
            )
        ]
    return []


def proofread_lists(*, summary: str, categories: int) -> list[Finding]:
    """Return what readers of lists and feeds will miss."""
    findings = []
    if not summary.strip():
        message = _("Without a summary, lists and feeds show the beginning of the body.")
        findings.append(Finding(field="summary", message=message, blocks=False))
    if not categories:
        message = _("Without a category the statement is found under none.")
        findings.append(Finding(field="categories", message=message, blocks=False))
    return findings

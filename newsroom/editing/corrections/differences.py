"""Differences between two texts, word by word. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|\w+(?:['’]\w+)*|[^\w\s]")
# Longer texts are compared by lines first, so that a comparison takes no noticeable time.
MAX_TOKENS = 4_000


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of words that both texts have, or only the one before or the one after."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order. Differences of white space do not count."""
    old, new = (_TOKEN.findall(" ".join(text.split())) for text in (before, after))
    if len(old) + len(new) > MAX_TOKENS:
        old, new = (
            [part for part in re.split(r"(?<=[.?!])( )", text) if part]
            for text in (" ".join(before.split()), " ".join(after.split()))
        )
    pieces: list[Piece] = []
    for tag, *ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        first, last, new_first, new_last = ends
        if tag == "equal":
            pieces.append(Piece(kind="same", text="".join(old[first:last])))
            continue
        if last > first:
            pieces.append(Piece(kind="removed", text="".join(old[first:last])))
        if new_last > new_first:
            pieces.append(Piece(kind="added", text="".join(new[new_first:new_last])))
    return pieces


def changed_texts(before: Sequence[str], after: Sequence[str]) -> list[list[Piece]]:
    """Return the word differences of each text that changed, was added or was removed."""
    changes = []
    for tag, *ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            first, last, new_first, new_last = ends
            old, new = " ".join(before[first:last]), " ".join(after[new_first:new_last])
            changes.append(word_differences(old, new))
    return changes

"""Differences between two versions of a text, by paragraph and within a paragraph by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from newsroom.translation.paragraphs import Paragraph

Kind = Literal["same", "added", "removed"]
# Two paragraphs with less in common are shown as one removed and one added.
LEAST_IN_COMMON = 0.35
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, kw_only=True)
class Words:
    """Some words of a paragraph that are the same, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, kw_only=True)
class ParagraphDifference:
    """A paragraph of the newer version, or one that it no longer has, with its changes."""

    part: str
    words: tuple[Words, ...]

    @property
    def has_changes(self) -> bool:
        """Return whether anything was added or removed."""
        return any(words.kind != "same" for words in self.words)


def differences(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[ParagraphDifference]:
    """Return all paragraphs of both versions in the order of the newer one."""
    matcher = SequenceMatcher(
        None, [item.text for item in old], [item.text for item in new], autojunk=False
    )
    found: list[ParagraphDifference] = []
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            found += [_whole("same", item) for item in new[new_start:new_end]]
        else:
            found += _replaced(old[old_start:old_end], new[new_start:new_end])
    return found


def _replaced(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[ParagraphDifference]:
    """Yield a run of changed paragraphs. Those of the same place are compared word by word."""
    shared = min(len(old), len(new))
    for before, after in zip(old[:shared], new[:shared], strict=True):
        matcher = SequenceMatcher(None, _split(before.text), _split(after.text), autojunk=False)
        if before.part == after.part == "title" or matcher.ratio() >= LEAST_IN_COMMON:
            yield ParagraphDifference(part=after.part, words=tuple(_words(matcher)))
        else:
            yield _whole("removed", before)
            yield _whole("added", after)
    for item in old[shared:]:
        yield _whole("removed", item)
    for item in new[shared:]:
        yield _whole("added", item)


def _whole(kind: Kind, paragraph: Paragraph) -> ParagraphDifference:
    return ParagraphDifference(part=paragraph.part, words=(Words(kind=kind, text=paragraph.text),))


def _words(matcher: "SequenceMatcher[str]") -> Iterator[Words]:
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        before = "".join(matcher.a[old_start:old_end])
        after = "".join(matcher.b[new_start:new_end])
        if operation == "equal":
            yield Words(kind="same", text=after)
            continue
        if before:
            yield Words(kind="removed", text=before)
        if after:
            yield Words(kind="added", text=after)


def _split(text: str) -> list[str]:
    return _WORDS.findall(text)

"""Places at which words stand in a statement's content, and content with words replaced.

In rich text, words are found where no markup interrupts them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from django.utils.functional import Promise

from newsroom.translation.texts import Text, texts_of, with_texts

CONTEXT_CHARACTERS = 50
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A place at which the words stand. `number` counts the places of a statement from 0."""

    number: int
    place: str | Promise
    before: str
    words: str
    after: str


def find(content: Mapping[str, Any], pattern: re.Pattern[str]) -> list[Hit]:
    """Return the places at which `pattern` matches a statement's serialised content."""
    hits: list[Hit] = []
    for text in texts_of(content):
        for segment in _segments(text):
            for match in pattern.finditer(segment):
                before, after = segment[: match.start()], segment[match.end() :]
                hits.append(
                    Hit(
                        number=len(hits),
                        place=text.place,
                        before=("…" if len(before) > CONTEXT_CHARACTERS else "")
                        + before[-CONTEXT_CHARACTERS:],
                        words=match[0],
                        after=after[:CONTEXT_CHARACTERS]
                        + ("…" if len(after) > CONTEXT_CHARACTERS else ""),
                    )
                )
    return hits


def replaced(
    content: Mapping[str, Any], pattern: re.Pattern[str], *, by: str, numbers: set[int]
) -> dict[str, Any]:
    """Return the texts of `content` in which the places with these numbers are replaced.

    Numbers are those of `find`, the result is that of `with_texts`. Raises ValidationError where a
    block does not allow its new text.
    """
    counted = -1

    def substitute(match: re.Match[str]) -> str:
        nonlocal counted
        counted += 1
        return by if counted in numbers else match[0]

    def change(text: Text) -> str:
        if not text.is_html:
            return pattern.sub(substitute, text.text)
        parts = _TAG.split(text.text)
        for index in range(0, len(parts), 2):
            plain = unescape(parts[index])
            new = pattern.sub(substitute, plain)
            if new != plain:  # otherwise the stored form of special characters stays
                parts[index] = escape(new, quote=False)
        return "".join(parts)

    return with_texts(content, change)


def _segments(text: Text) -> Iterator[str]:
    """Yield the text, or the texts between the tags of HTML."""
    if text.is_html:
        yield from (unescape(part) for part in _TAG.split(text.text)[::2] if part)
    else:
        yield text.text

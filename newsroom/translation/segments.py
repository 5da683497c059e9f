"""Paragraphs of a statement's content with their paths, and content with changed paragraphs."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags

from newsroom.translation.texts import Text, texts_of, with_texts

# Elements of stored rich text that hold one paragraph each.
_PARAGRAPH = re.compile(r"(<(p|h[2-6]|li|blockquote)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A paragraph: the whole of a plain text, or the inside of one element of a rich text."""

    path: str
    place: str | Promise
    text: str
    is_html: bool

    @property
    def plain(self) -> str:
        """Return the words without markup, with single spaces."""
        return plain_text(self.text, is_html=self.is_html)

    @property
    def key(self) -> str:
        """Return a digest of the words."""
        return hashlib.sha256(self.plain.encode()).hexdigest()

    @property
    def tags(self) -> list[str]:
        """Return the tags of the paragraph, sorted."""
        return sorted(_TAG.findall(self.text)) if self.is_html else []


def plain_text(text: str, *, is_html: bool) -> str:
    """Return a text without markup, with single spaces."""
    return " ".join((unescape(strip_tags(text)) if is_html else text).split())


def segments_of(content: Mapping[str, Any]) -> list[Segment]:
    """Return the paragraphs of a statement's serialised content that have words."""
    found = (segment for text in texts_of(content) for segment in _segments(text))
    return [segment for segment in found if segment.plain]


def with_segments(content: Mapping[str, Any], change: Callable[[Segment], str]) -> dict[str, Any]:
    """Return the texts of a content with each paragraph as `change` returns it.

    The result is that of `with_texts`, whose errors are also raised.
    """

    def change_text(text: Text) -> str:
        segments = list(_segments(text))
        if not text.is_html:
            return change(segments[0]) if segments else text.text
        changed = iter([change(segment) for segment in segments])
        return _PARAGRAPH.sub(lambda match: match[1] + next(changed) + match[4], text.text)

    return with_texts(content, change_text)


def tags_in(text: str) -> list[str]:
    """Return the tags of an HTML text, sorted."""
    return sorted(_TAG.findall(text))


def _segments(text: Text) -> Iterator[Segment]:
    if not text.is_html:
        if text.text:
            yield Segment(path=text.path, place=text.place, text=text.text, is_html=False)
        return
    for number, match in enumerate(_PARAGRAPH.finditer(text.text)):
        yield Segment(path=f"{text.path}#{number}", place=text.place, text=match[3], is_html=True)

"""The words of a page by paragraph, for comparing versions and languages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from wagtail.models import Page

from newsroom.blocks import BLOCK_TYPES

# Fields with words, in the order of the form. The body follows.
FIELDS = ("title", "summary", "introduction", "lead_image_alt", "lead_image_caption")
_END = re.compile(r"</(?:p|h\d|li|blockquote)>|<(?:br|hr)\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph. `part` is the name of a field or the id of a block of the body."""

    part: str
    text: str

    @property
    def is_in_body(self) -> bool:
        """Return whether the paragraph belongs to a block of the body."""
        return self.part not in FIELDS


def paragraphs_of(page: Page) -> list[Paragraph]:
    """Return the paragraphs of a specific page, without empty ones."""
    return [
        Paragraph(part=part, text=line.strip())
        for part, text in _texts(page)
        for line in text.splitlines()
        if line.strip()
    ]


def to_stored(paragraphs: Iterable[Paragraph]) -> list[list[str]]:
    """Return paragraphs as `TranslationOrigin.source_paragraphs` holds them."""
    return [[paragraph.part, paragraph.text] for paragraph in paragraphs]


def from_stored(rows: Sequence[Sequence[str]]) -> list[Paragraph]:
    """Return the paragraphs that `to_stored` has stored."""
    return [Paragraph(part=part, text=text) for part, text in rows]


def plain_text(html: str) -> str:
    """Return stored rich text as plain text, with each paragraph on a line of its own."""
    return unescape(strip_tags(_END.sub("\n", html)))


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        if text := getattr(page, name, ""):
            yield name, text
    for child in getattr(page, "body", None) or ():
        block_type = BLOCK_TYPES.get(child.block_type)
        if block_type is not None:
            for text in block_type.search_text(child.value, plain_text):
                yield str(child.id), str(text)

"""What of a statement is searched? A page goes in, an entry comes out; nothing else is touched."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing

from newsroom.models import ArticlePage


@dataclass(frozen=True, kw_only=True)
class TermLabel:
    """A category or topic: the part of the address that names it, and its name."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the archive knows of one public statement. Addresses are not kept: they are asked of
    the database when a result is shown, so a moved section cannot make them stale."""

    page_id: int
    language: str
    site_id: int | None
    title: str
    summary: str
    text: str
    date: datetime.date
    categories: tuple[TermLabel, ...]
    topics: tuple[TermLabel, ...]

    @property
    def fingerprint(self) -> str:
        """Return a stamp that changes with anything in the entry."""
        content = json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:32]


def build_entry(page: ArticlePage, *, site_id: int | None) -> Entry:
    """Return the entry of `page`, whose locale, categories and topics should be prefetched."""
    pieces = [
        *block_text(page.body.stream_block, page.body),
        # Last, so that an extract begins with the statement's own words.
        *(page.lead_image_caption, page.lead_image_alt, page.lead_image_credit),
    ]
    return Entry(
        page_id=page.pk,
        language=page.locale.language_code,
        site_id=site_id,
        title=_tidy(page.title),
        summary=_tidy(page.summary),
        text="\n".join(tidied for piece in pieces if (tidied := _tidy(piece))),
        date=page.date,
        categories=_labels(page.categories.all()),
        topics=_labels(page.topics),
    )


def _labels(terms) -> tuple[TermLabel, ...]:
    labels = (TermLabel(slug=term.slug, name=term.name) for term in terms)
    return tuple(sorted(labels, key=lambda label: label.slug))


def _tidy(text: str | None) -> str:
    """Return `text` with single spaces; a NUL would end it early in some databases."""
    return " ".join((text or "").replace("\x00", " ").split())


def block_text(block: blocks.Block, value) -> Iterator[str]:
    """Yield every text for readers that a block's value holds, in the order of the page.

    Works through lists, structs, streams and tables of any depth, so that a new block is searched
    without being named here. Addresses, choices and other pages are not text.
    """
    if value is None or value == "":
        return
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from block_text(child.block, child.value)
    elif isinstance(block, ImageBlock):
        yield getattr(value, "contextual_alt_text", None) or ""
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from block_text(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from block_text(block.child_block, item)
    elif isinstance(block, TypedTableBlock):
        yield from _table_text(value)
    elif isinstance(block, DocumentChooserBlock):
        yield value.title
    elif isinstance(block, blocks.RichTextBlock):
        yield get_text_for_indexing(value.source)
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)):
        yield str(value)


def _table_text(table) -> Iterator[str]:
    yield getattr(table, "caption", "") or ""
    for column in table.columns:
        yield column["heading"] or ""
    for row in table.rows:
        for cell in row:
            yield from block_text(cell.block, cell.value)

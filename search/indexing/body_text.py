"""The searchable text of a statement's body, whatever blocks it consists of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple, TypeGuard

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from search.indexing.plain_text import plain_text


def body_texts(stream: blocks.BaseStreamBlock, bodies: Iterable[object]) -> list[list[str]]:
    """Return what `block_text` does for each of several bodies, given in their stored form.

    Objects that blocks refer to, such as images and documents, are fetched for all bodies together:
    one query for each kind of block. Paragraphs, the majority, are not converted to block values.
    """
    texts_by_body: list[list[list[str]]] = []
    pending: dict[str, list[_PendingBlock]] = defaultdict(list)
    for number, body in enumerate(bodies):
        texts: list[list[str]] = []
        texts_by_body.append(texts)
        if not _is_stored_stream(body):
            # Written before the body had blocks, or empty: left to Wagtail.
            texts.append(list(block_text(stream, stream.to_python(body))))
            continue
        for stored in body:
            block = stream.child_blocks.get(stored["type"])
            if isinstance(block, blocks.RichTextBlock):
                texts.append([plain_text(stored["value"] or "")])
            elif block is not None:
                texts.append([])
                pending[stored["type"]].append(_PendingBlock(number, stored["value"], texts[-1]))
    for name, blocks_of_kind in pending.items():
        _read_in_bulk(stream.child_blocks[name], blocks_of_kind)
    return [[text for block in texts for text in block] for texts in texts_by_body]


class _PendingBlock(NamedTuple):
    """A block in its stored form, the number of its body, and the list to put its texts into."""

    body: int
    stored: object
    texts: list[str]


def _read_in_bulk(block: blocks.Block, pending: list[_PendingBlock]) -> None:
    """Add the texts of blocks of one kind to their lists."""
    try:
        values = list(block.bulk_to_python([each.stored for each in pending]))
    except Exception:
        # Images have had two stored forms. Wagtail converts many blocks of either form at once, but
        # not of both; so the blocks of each body are converted separately, as it does for a page.
        values = []
        for _body, own in groupby(pending, key=lambda each: each.body):
            values += block.bulk_to_python([each.stored for each in own])
    for value, each in zip(values, pending, strict=True):
        each.texts.extend(block_text(block, value))


def _is_stored_stream(body: object) -> TypeGuard[list[dict[str, str]]]:
    return isinstance(body, list) and bool(body) and isinstance(body[0], dict)


def block_text(block: blocks.Block, value: object) -> Iterator[str]:
    """Yield every text for readers in a block's value, in the order of the page.

    Works through lists, structs, streams and tables of any depth, so that a new block is searched
    without being named here. Addresses, choices and other pages are not text.
    """
    if value is not None and value != "":
        yield from _text(block, value)


def _text(block: blocks.Block, value: Any) -> Iterator[str]:
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
        yield plain_text(value.source)
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)):
        yield str(value)


def _table_text(table: Any) -> Iterator[str]:
    yield getattr(table, "caption", "") or ""
    for column in table.columns:
        yield column["heading"] or ""
    for row in table.rows:
        for cell in row:
            yield from block_text(cell.block, cell.value)

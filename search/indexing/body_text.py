"""Which texts for readers does a body hold, whatever blocks it is made of?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from search.indexing.plain_text import plain_text


def body_texts(stream: blocks.BaseStreamBlock, bodies: Iterable[Any]) -> list[list[str]]:
    """Return what `block_text` does for each of several bodies, as they are stored.

    What blocks choose, such as pictures and files, is fetched for all bodies together: a query for
    each kind of block that is there. Paragraphs are most of an archive: no value is made of them.
    """
    found: list[list[list[str]]] = []
    waiting: dict[str, list[_Waiting]] = defaultdict(list)
    for number, body in enumerate(bodies):
        places: list[list[str]] = []
        found.append(places)
        if not _is_stored_stream(body):
            # Written before there were blocks, or empty: Wagtail knows what to make of it.
            places.append(list(block_text(stream, stream.to_python(body))))
            continue
        for stored in body:
            block = stream.child_blocks.get(stored["type"])
            if isinstance(block, blocks.RichTextBlock):
                places.append([plain_text(stored["value"] or "")])
            elif block is not None:
                places.append([])
                waiting[stored["type"]].append(_Waiting(number, stored["value"], places[-1]))
    for name, blocks_of_kind in waiting.items():
        _read_together(stream.child_blocks[name], blocks_of_kind)
    return [[text for place in places for text in place] for places in found]


class _Waiting(NamedTuple):
    """A block of a body, as it is stored, and the list that its texts belong into."""

    body: int
    stored: Any
    place: list[str]


def _read_together(block: blocks.Block, waiting: list[_Waiting]) -> None:
    """Put the texts of blocks of one kind into their places."""
    try:
        values = list(block.bulk_to_python([one.stored for one in waiting]))
    except Exception:
        # A picture was once stored in another way. Wagtail takes blocks of either way together, but
        # not of both; so those of each body are read by themselves, as it does for a page.
        values = []
        for _body, own in groupby(waiting, key=lambda one: one.body):
            values += block.bulk_to_python([one.stored for one in own])
    for value, one in zip(values, waiting, strict=True):
        one.place.extend(block_text(block, value))


def _is_stored_stream(body: Any) -> bool:
    return isinstance(body, list) and bool(body) and isinstance(body[0], dict)


def block_text(block: blocks.Block, value: Any) -> Iterator[str]:
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

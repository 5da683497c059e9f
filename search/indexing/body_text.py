"""Texts for readers in bodies, read for many bodies at once."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple, TypeGuard

from wagtail import blocks
from wagtail.rich_text import RichText

from newsroom.blocks import BLOCK_TYPES
from search.indexing.plain_text import plain_text


def body_texts(stream: blocks.BaseStreamBlock, bodies: Iterable[object]) -> list[list[str]]:
    """Return the texts of each of several bodies, which are given in their stored form.

    Objects that blocks refer to, such as pictures and files, are loaded for all bodies together:
    one query for each type of block. Paragraphs, most of an archive, need no query.
    """
    texts_by_body: list[list[list[str]]] = []
    pending: dict[str, list[_PendingBlock]] = defaultdict(list)
    for number, body in enumerate(bodies):
        texts: list[list[str]] = []
        texts_by_body.append(texts)
        if not _is_stored_stream(body):
            # Empty, or older than the blocks: Wagtail converts both.
            texts.append(body_text(stream.to_python(body)))
            continue
        for stored in body:
            block = stream.child_blocks.get(stored["type"])
            if isinstance(block, blocks.RichTextBlock):
                texts.append(block_text(stored["type"], RichText(stored["value"])))
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
        each.texts.extend(block_text(block.name, value))


def _is_stored_stream(body: object) -> TypeGuard[list[dict[str, str]]]:
    return isinstance(body, list) and bool(body) and isinstance(body[0], dict)


def block_text(block_name: str, value: object) -> list[str]:
    """Return the texts for readers that a block's value holds, in the order of the page.

    Each block type in `newsroom.blocks` names them. Addresses, choices and other pages are no text.
    """
    return [text for text in BLOCK_TYPES[block_name].search_text(value, plain_text) if text]


def body_text(body: Iterable[blocks.StreamValue.StreamChild]) -> list[str]:
    """Return the texts of all blocks of a body, which is a stream value."""
    return [text for child in body for text in block_text(child.block_type, child.value)]

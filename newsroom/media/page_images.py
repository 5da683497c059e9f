"""The pictures of a statement: its lead picture and those of its body."""

from dataclasses import dataclass, field

from newsroom.blocks import BLOCK_TYPES
from newsroom.models import ArticlePage


@dataclass(kw_only=True)
class _References:
    """The objects that a body refers to (`newsroom.blocks.base.References`)."""

    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)


def images_in(page: ArticlePage) -> set[int]:
    """Return the primary keys of the statement's pictures. No query."""
    found = _References()
    for block in page.body.raw_data:
        if block["type"] in BLOCK_TYPES:
            BLOCK_TYPES[block["type"]].references(block["value"], found)
    return found.images | ({page.lead_image_id} if page.lead_image_id else set())

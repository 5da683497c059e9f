"""Stored bodies, made of the parts that the readers returned.

Which block a part becomes is in the block's folder in `newsroom.blocks`.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.base import ImportedPart, ImportedPicture
from newsroom.importing.items import Block, Picture

_NAMESPACE = uuid.UUID("6b0f6d0e-2f3e-5b7c-9d53-0a5d6a6b1d5e")

# Block types by the importer's name of a part.
BY_KIND = {
    kind: block_type
    for block_type in BLOCK_TYPES.values()
    for kind in block_type.import_mapping.kinds
}


def raw_body(
    blocks: Sequence[Block], *, identity: str, image_id: Callable[[Picture], int]
) -> list[dict[str, object]]:
    """Return raw StreamField blocks; running text between other blocks is one of them.

    Ids follow from the source's identity and the place, so that two versions can be compared.
    """
    return [
        {
            "type": kind,
            "value": value,
            "id": str(uuid.uuid5(_NAMESPACE, f"{identity}\n{place}\n{kind}")),
        }
        for place, (kind, value) in enumerate(_values(blocks, image_id))
    ]


def _values(
    blocks: Sequence[Block], image_id: Callable[[Picture], int]
) -> Iterator[tuple[str, object]]:
    """Yield the name and the stored value of each block."""
    for block_type, run in groupby(blocks, key=lambda block: BY_KIND[block.kind]):
        parts = [_part(block, image_id) for block in run]
        mapping = block_type.import_mapping
        for joined in [parts] if mapping.joins_neighbours else [[part] for part in parts]:
            value = mapping.value(joined)
            if value is not None:
                yield block_type.name, value


def _part(block: Block, image_id: Callable[[Picture], int]) -> ImportedPart:
    picture = None
    if block.picture is not None:
        picture = ImportedPicture(
            image=image_id(block.picture), alt=block.picture.alt, caption=block.picture.caption
        )
    return ImportedPart(html=block.html, text=block.text, level=block.level, picture=picture)

"""How does what was read become the blocks that the editor knows?"""

import uuid
from collections.abc import Callable, Iterator, Sequence

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.base import ImportedPart
from newsroom.importing.items import Block, Picture

_NAMESPACE = uuid.UUID("6b0f6d0e-2f3e-5b7c-9d53-0a5d6a6b1d5e")

MAPPINGS = {
    kind: (block_type.name, block_type.import_mapping)
    for block_type in BLOCK_TYPES.values()
    for kind in block_type.import_mapping.kinds
}


def raw_body(
    blocks: Sequence[Block], *, identity: str, image_id: Callable[[Picture], int]
) -> list[dict]:
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
    text: list[str] = []
    for block in blocks:
        if block.kind in ("paragraph", "list"):
            text.append(block.html)
            continue
        if text:
            yield "paragraph", "".join(text)
            text = []
        if block.kind == "heading":
            yield "heading", {"text": block.text, "level": str(block.level)}
        elif block.kind in MAPPINGS:
            name, mapping = MAPPINGS[block.kind]
            yield name, mapping.value([ImportedPart(html=block.html)])
        elif block.picture is not None:
            yield "figure", _figure(block.picture, image_id(block.picture))
    if text:
        yield "paragraph", "".join(text)


def _figure(picture: Picture, pk: int) -> dict:
    return {
        "image": {
            "image": pk,
            "decorative": picture.alt == "",
            "alt_text": picture.alt or "",
        },
        "caption": picture.caption,
        "credit": "",
    }

"""Bodies as one piece of HTML, for partners who only show it.

Pure. The HTML of each block is written in its folder in `newsroom.blocks`: plain text is escaped
there, and rich text was sanitised when `bodies` wrote the shape. It has no classes.
"""

from collections.abc import Iterable

from django.utils import translation

from newsroom.blocks import BLOCK_TYPES
from newsroom.partners.api.bodies import BlockDocument


def render_html(blocks: Iterable[BlockDocument], *, language: str) -> str:
    """Return block documents as HTML, with the product's own words in `language`."""
    with translation.override(language):
        pieces = [BLOCK_TYPES[block["type"]].api_html(block["value"]) for block in blocks]
    return "\n".join(piece for piece in pieces if piece)

"""Bodies as one piece of HTML, for partners who only show it.

Pure. The HTML of each block is written in its folder in `newsroom.blocks`: plain text is escaped
there, and rich text was sanitised when `bodies` wrote the shape. It has no classes.
"""

from django.utils import translation

from newsroom.blocks import BLOCK_TYPES


def html_of(blocks: list[dict], *, language: str) -> str:
    """Return blocks in the shape of the API as HTML; our own words are in `language`."""
    with translation.override(language):
        pieces = [BLOCK_TYPES[block["type"]].api_html(block["value"]) for block in blocks]
    return "\n".join(piece for piece in pieces if piece)

"""The block type "key_figure"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, no_references, page_html
from newsroom.blocks.key_figure import exits
from newsroom.blocks.key_figure.block import KeyFigureBlock
from newsroom.blocks.key_figure.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="key_figure",
    block=KeyFigureBlock,
    references=no_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
)

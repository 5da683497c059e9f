"""The block type "figure"."""

from newsroom.blocks.base import BlockType, page_html
from newsroom.blocks.figure import exits
from newsroom.blocks.figure.block import FigureBlock
from newsroom.blocks.figure.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="figure",
    block=FigureBlock,
    references=exits.references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=exits.IMPORT_MAPPING,
    examples=EXAMPLES,
    remarks=exits.remarks,
)

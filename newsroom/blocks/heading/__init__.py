"""The block type "heading"."""

from newsroom.blocks.base import BlockType, no_references, page_html
from newsroom.blocks.heading import exits
from newsroom.blocks.heading.block import HeadingBlock
from newsroom.blocks.heading.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="heading",
    block=HeadingBlock,
    references=no_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=exits.IMPORT_MAPPING,
    examples=EXAMPLES,
    remarks=exits.remarks,
)

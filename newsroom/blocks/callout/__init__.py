"""The block type "callout"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, page_html
from newsroom.blocks.callout import exits
from newsroom.blocks.callout.block import CalloutBlock
from newsroom.blocks.callout.examples import EXAMPLES
from newsroom.blocks.stored import linked_references

BLOCK_TYPE = BlockType(
    name="callout",
    block=CalloutBlock,
    references=linked_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
)

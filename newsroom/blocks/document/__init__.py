"""The block type "document"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, page_html
from newsroom.blocks.document import exits
from newsroom.blocks.document.block import DocumentBlock
from newsroom.blocks.document.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="document",
    block=DocumentBlock,
    references=exits.references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
)

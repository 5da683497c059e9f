"""The block type "table"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, page_html
from newsroom.blocks.stored import linked_references
from newsroom.blocks.table import exits
from newsroom.blocks.table.block import DataTableBlock
from newsroom.blocks.table.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="table",
    block=DataTableBlock,
    references=linked_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
)

"""The block type "related"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, left_out
from newsroom.blocks.related import exits
from newsroom.blocks.related.block import RelatedStatementsBlock
from newsroom.blocks.related.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="related",
    block=RelatedStatementsBlock,
    references=exits.references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=left_out,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
    chosen_statements=exits.chosen_statements,
    statements_only=True,
    max_num=1,
)

"""The block type "quotation"."""

from newsroom.blocks.base import BlockType, page_html
from newsroom.blocks.quotation import exits
from newsroom.blocks.quotation.block import QuotationBlock
from newsroom.blocks.quotation.examples import EXAMPLES
from newsroom.blocks.stored import linked_references

BLOCK_TYPE = BlockType(
    name="quotation",
    block=QuotationBlock,
    references=linked_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=exits.IMPORT_MAPPING,
    examples=EXAMPLES,
    remarks=exits.remarks,
)

"""The block type "paragraph"."""

from newsroom.blocks.base import BlockType, page_html
from newsroom.blocks.paragraph import exits
from newsroom.blocks.paragraph.block import ParagraphBlock
from newsroom.blocks.paragraph.examples import EXAMPLES
from newsroom.blocks.stored import linked_references

BLOCK_TYPE = BlockType(
    name="paragraph",
    block=ParagraphBlock,
    references=linked_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=exits.IMPORT_MAPPING,
    examples=EXAMPLES,
)

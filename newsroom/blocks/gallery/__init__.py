"""The block type "gallery"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, page_html
from newsroom.blocks.gallery import exits
from newsroom.blocks.gallery.block import GalleryBlock
from newsroom.blocks.gallery.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="gallery",
    block=GalleryBlock,
    references=exits.references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
    remarks=exits.remarks,
)

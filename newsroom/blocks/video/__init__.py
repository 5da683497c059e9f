"""The block type "video"."""

from newsroom.blocks.base import NOT_IMPORTED, BlockType, no_references, page_html
from newsroom.blocks.video import exits
from newsroom.blocks.video.block import VideoBlock
from newsroom.blocks.video.examples import EXAMPLES

BLOCK_TYPE = BlockType(
    name="video",
    block=VideoBlock,
    references=no_references,
    api_shape=exits.api_shape,
    api_html=exits.api_html,
    feed_html=page_html,
    search_text=exits.search_text,
    import_mapping=NOT_IMPORTED,
    examples=EXAMPLES,
)

"""The words of a statement as plain texts, for comparing two of its states."""

from wagtail.rich_text import get_text_for_indexing

from newsroom.blocks import BLOCK_TYPES
from newsroom.models import ArticlePage


def words_of(page: ArticlePage) -> list[str]:
    """Return title, summary and the texts of the body in the order of the page."""
    texts = [page.title, page.summary, page.lead_image_alt, page.lead_image_caption]
    for block in page.body:
        if block.block_type in BLOCK_TYPES:
            texts += BLOCK_TYPES[block.block_type].search_text(block.value, get_text_for_indexing)
    return [text for text in texts if text and text.strip()]

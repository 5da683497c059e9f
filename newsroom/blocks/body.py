"""The block types of a body, and the two kinds of body that are built from them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from newsroom.blocks import quotation
from newsroom.blocks.base import BlockType
from newsroom.blocks.media import DocumentBlock, FigureBlock, GalleryBlock, VideoBlock
from newsroom.blocks.related import RelatedStatementsBlock
from newsroom.blocks.tables import DataTableBlock, KeyFigureBlock
from newsroom.blocks.text import CalloutBlock, HeadingBlock, ParagraphBlock

# By name, in the order of the editor's menu.
BLOCK_TYPES: Mapping[str, BlockType] = MappingProxyType(
    {block_type.name: block_type for block_type in (quotation.BLOCK_TYPE,)}
)


class StandardBody(StreamBlock):
    """The body of a page that is not news."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quotation = quotation.BLOCK_TYPE.block()
    figure = FigureBlock()
    gallery = GalleryBlock()
    document = DocumentBlock()
    video = VideoBlock()
    table = DataTableBlock()
    callout = CalloutBlock()
    key_figure = KeyFigureBlock()

    class Meta:
        block_counts: dict = {}

    def render_basic(self, value, context=None):
        """Render as usual; the headings share the list of anchors that are taken."""
        return super().render_basic(value, context={**(context or {}), "heading_anchors": {}})


class StatementBody(StandardBody):
    """The body of a statement."""

    related = RelatedStatementsBlock()

    class Meta:
        label = _("statement")
        block_counts = {"related": {"max_num": 1}}

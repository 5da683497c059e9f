"""Which blocks may a body hold?"""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from newsroom.blocks.media import DocumentBlock, FigureBlock, GalleryBlock, VideoBlock
from newsroom.blocks.related import RelatedStatementsBlock
from newsroom.blocks.tables import DataTableBlock, KeyFigureBlock
from newsroom.blocks.text import CalloutBlock, HeadingBlock, ParagraphBlock, QuotationBlock


class StandardBody(StreamBlock):
    """The body of a page that is not news."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quotation = QuotationBlock()
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

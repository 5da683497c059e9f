"""The blocks of an article's body, with the names and values of ours."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock


class HeadingBlock(blocks.StructBlock):
    """A heading of a section."""

    text = blocks.CharBlock()
    level = blocks.ChoiceBlock(choices=[("2", "2"), ("3", "3")])

    class Meta:
        template = "news/blocks/heading.html"


class QuotationBlock(blocks.StructBlock):
    """A quotation with its speaker."""

    words = blocks.RichTextBlock()
    speaker = blocks.CharBlock(required=False)
    role = blocks.CharBlock(required=False)
    language = blocks.CharBlock(required=False)
    source = blocks.URLBlock(required=False)

    class Meta:
        template = "news/blocks/quotation.html"


class FigureBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = ImageBlock()
    caption = blocks.CharBlock(required=False)
    credit = blocks.CharBlock(required=False)

    class Meta:
        template = "news/blocks/figure.html"


class CalloutBlock(blocks.StructBlock):
    """A highlighted text."""

    heading = blocks.CharBlock()
    text = blocks.RichTextBlock()

    class Meta:
        template = "news/blocks/callout.html"


class KeyFigureBlock(blocks.StructBlock):
    """A number with its meaning."""

    figure = blocks.CharBlock()
    meaning = blocks.CharBlock()
    source = blocks.CharBlock(required=False)

    class Meta:
        template = "news/blocks/key_figure.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(required=False)
    description = blocks.CharBlock(required=False)

    class Meta:
        template = "news/blocks/document.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    paragraph = blocks.RichTextBlock()
    heading = HeadingBlock()
    quotation = QuotationBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    key_figure = KeyFigureBlock()
    document = DocumentBlock()

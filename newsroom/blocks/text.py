"""How are words set: headings, paragraphs, quotations, callouts?"""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    RichTextBlock,
    StructBlock,
)

PARAGRAPH_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(StructBlock):
    """A heading within the body; the title of the page is level 1."""

    text = CharBlock(label=_("Heading"), max_length=200)
    level = ChoiceBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    def get_context(self, value, parent_context=None):
        """Add the heading's anchor, numbered where the same words head two sections."""
        context = super().get_context(value, parent_context=parent_context)
        used = (parent_context or {}).get("heading_anchors", {})
        anchor = slugify(value["text"]) or "section"
        used[anchor] = used.get(anchor, 0) + 1
        context["anchor"] = anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"
        return context

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "newsroom/blocks/heading.html"
        form_classname = "struct-block"


class ParagraphBlock(RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", PARAGRAPH_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "newsroom/blocks/paragraph.html"


class CalloutBlock(StructBlock):
    """A note set apart: what to do, whom to ask, by when."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    text = RichTextBlock(label=_("Text"), features=PARAGRAPH_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "newsroom/blocks/callout.html"

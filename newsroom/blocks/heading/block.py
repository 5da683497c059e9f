"""The block of a heading."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, StructValue


class HeadingBlock(StructBlock):
    """A heading within the body; the title of the page is level 1."""

    text = CharBlock(label=_("Heading"), max_length=200)
    level = ChoiceBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    def get_context(
        self, value: StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the heading's anchor, numbered where the same words head two sections."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        used = (parent_context or {}).get("heading_anchors", {})
        anchor = slugify(value["text"]) or "section"
        used[anchor] = used.get(anchor, 0) + 1
        context["anchor"] = anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"
        return context

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading/template.html"
        form_classname = "struct-block"

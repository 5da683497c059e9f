"""The list of the block types, and the two kinds of body that are built from it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, StreamBlock, StreamValue

from newsroom.blocks import (
    callout,
    document,
    figure,
    gallery,
    heading,
    key_figure,
    paragraph,
    quotation,
    related,
    table,
    video,
)
from newsroom.blocks.base import BlockType
from newsroom.blocks.chosen_objects import known_objects
from newsroom.blocks.each_block import for_each_block
from newsroom.blocks.rich_text import known_links

_IN_ORDER = (
    heading,
    paragraph,
    quotation,
    figure,
    gallery,
    document,
    video,
    table,
    callout,
    key_figure,
    related,
)
# By name, in the order of the editor's menu.
BLOCK_TYPES: Mapping[str, BlockType] = MappingProxyType(
    {package.BLOCK_TYPE.name: package.BLOCK_TYPE for package in _IN_ORDER}
)


# As Wagtail writes it.
BLOCK_HTML = '<div class="w-block-{1} block-{1}">{0}</div>'


class StandardBody(StreamBlock):
    """The body of a page that is not news."""

    of_statement = False

    def __init__(self, local_blocks: list[tuple[str, Block]] | None = None, **kwargs: Any) -> None:
        blocks = [
            (block_type.name, block_type.block())
            for block_type in BLOCK_TYPES.values()
            if self.of_statement or not block_type.statements_only
        ]
        super().__init__([*blocks, *(local_blocks or [])], **kwargs)

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}

    def render_basic(self, value: StreamValue, context: dict[str, Any] | None = None) -> str:
        """Render as Wagtail does; the headings share the dict of the anchors in use.

        The context variable `body_objects` may hold the objects that the blocks refer to. The links
        of all texts are looked up together. A block that fails is left out.
        """
        shared = {**(context or {}), "heading_anchors": {}}
        page = shared.get("page")
        texts = [block["value"] for block in value.raw_data]
        with (
            known_objects(shared.get("body_objects", {})),
            known_links(texts, request=shared.get("request"), shown_on=page),
        ):
            rendered = for_each_block(
                value,
                lambda child: (child.render(context=shared), child.block_type),
                page=getattr(page, "pk", None),
            )
            return format_html_join("\n", BLOCK_HTML, rendered)


class StatementBody(StandardBody):
    """The body of a statement."""

    of_statement = True

    class Meta:
        label = _("statement")
        block_counts = {
            block_type.name: {"max_num": block_type.max_num}
            for block_type in BLOCK_TYPES.values()
            if block_type.max_num is not None
        }

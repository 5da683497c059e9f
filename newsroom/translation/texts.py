"""The texts of a statement's content, each with its path, and content with changed texts.

Texts are what people read: fields and text blocks. Addresses, choices and markup are not among
them. A path names the same text in a statement and in a translation that was copied from it: the
name of a field, or the id of a block of the body and the place within it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    Block,
    CharBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from newsroom.models import ArticlePage

FIELDS: dict[str, str | Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "lead_image_alt": _("Alternative text"),
    "lead_image_caption": _("Caption"),
    "lead_image_credit": _("Credit"),
    "seo_title": _("Title tag"),
    "search_description": _("Meta description"),
}


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text with its path. `place` names its field or block for people."""

    path: str
    place: str | Promise
    text: str
    is_html: bool


# Returns a text as it shall be.
Change = Callable[[Text], str]


def texts_of(content: Mapping[str, Any]) -> list[Text]:
    """Return the texts of a statement's serialised content in the order of the form."""
    found: list[Text] = []

    def collect(text: Text) -> str:
        found.append(text)
        return text.text

    with_texts(content, collect)
    return found


def with_texts(content: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """Return all texts of a statement as `change` returns them, called in the order of the form.

    The result has the names of `FIELDS`, and `body` as JSON. Raises ValidationError where a block
    does not allow its new text.
    """
    result: dict[str, Any] = {
        name: change(Text(path=name, place=label, text=content.get(name) or "", is_html=False))
        for name, label in FIELDS.items()
    }
    block = ArticlePage._meta.get_field("body").stream_block
    stored = json.loads(content.get("body") or "[]")
    result["body"] = json.dumps(_Walk(change).value(block, stored, "body", block.label or ""))
    return result


def set_texts(page: ArticlePage, texts: Mapping[str, Any]) -> None:
    """Give a page the texts that `with_texts` has returned, without saving it."""
    for name in FIELDS:
        setattr(page, name, texts[name])
    page.body = ArticlePage._meta.get_field("body").to_python(texts["body"])


class _Walk:
    """Goes through stored values of blocks and changes their texts."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def value(self, block: Block, value: Any, path: str, place: str | Promise) -> Any:
        """Return the stored value of a block with its texts changed."""
        if isinstance(value, str) and isinstance(block, RichTextBlock):
            return self.change(Text(path=path, place=place, text=value, is_html=True))
        if isinstance(value, str) and isinstance(block, CharBlock | TextBlock):
            new = self.change(Text(path=path, place=place, text=value, is_html=False))
            _require_allowed(block, new, earlier=value, place=place)
            return new
        if isinstance(block, StreamBlock) and isinstance(value, list):
            return [self._stream_child(block, child, path) for child in value]
        if isinstance(block, TypedTableBlock) and isinstance(value, dict):
            return self._table(block, value, path, place)
        if isinstance(block, StructBlock) and isinstance(value, dict):
            return {
                name: self.value(block.child_blocks[name], part, f"{path}.{name}", place)
                if name in block.child_blocks
                else part
                for name, part in value.items()
            }
        if isinstance(block, ListBlock) and isinstance(value, list):
            return [
                {**item, "value": self.value(block.child_block, item["value"], inner, place)}
                if isinstance(item, dict) and "value" in item
                else self.value(block.child_block, item, inner, place)
                for item, inner in ((item, f"{path}.{n}") for n, item in enumerate(value))
            ]
        return value

    def _stream_child(self, block: StreamBlock, child: dict[str, Any], path: str) -> dict[str, Any]:
        kind = block.child_blocks.get(child.get("type", ""))
        if kind is None:
            return child
        inner = f"{path}.{child.get('id') or ''}"
        return {**child, "value": self.value(kind, child.get("value"), inner, kind.label or "")}

    def _table(
        self, block: TypedTableBlock, value: dict[str, Any], path: str, place: str | Promise
    ) -> dict[str, Any]:
        def text(name: str, source: str) -> str:
            return self.change(Text(path=f"{path}.{name}", place=place, text=source, is_html=False))

        columns = [
            {**column, "heading": text(f"heading{n}", column.get("heading") or "")}
            for n, column in enumerate(value.get("columns", []))
        ]
        kinds = [block.child_blocks.get(column.get("type")) for column in columns]
        rows = [
            {
                **row,
                "values": [
                    cell
                    if kind is None
                    else self.value(kind, cell, f"{path}.row{n}.{column}", place)
                    for column, (kind, cell) in enumerate(
                        zip(kinds, row.get("values", []), strict=False)
                    )
                ],
            }
            for n, row in enumerate(value.get("rows", []))
        ]
        changed = {**value, "columns": columns, "rows": rows}
        caption = value.get("caption")
        return changed if caption is None else {**changed, "caption": text("caption", caption)}


def _require_allowed(
    block: CharBlock | TextBlock, text: str, *, earlier: str, place: str | Promise
) -> None:
    """Raise ValidationError if a changed text is too long for its block, or empty against rules."""
    limit = block.field.max_length
    if limit and len(text) > max(limit, len(earlier)):
        raise ValidationError(
            _("%(place)s would be longer than %(limit)d characters."),
            params={"place": place, "limit": limit},
        )
    if block.required and earlier.strip() and not text.strip():
        raise ValidationError(_("%(place)s would be empty."), params={"place": place})

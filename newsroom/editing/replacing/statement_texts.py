"""The texts of a statement's content: where words stand, and content with words replaced.

Texts are what people read: fields and text blocks. Addresses, choices and markup are never changed.
In rich text, words are found where no markup interrupts them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
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

CONTEXT_CHARACTERS = 50
FIELDS: dict[str, str | Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "lead_image_alt": _("Alternative text"),
    "lead_image_caption": _("Caption"),
    "lead_image_credit": _("Credit"),
    "seo_title": _("Title tag"),
    "search_description": _("Meta description"),
}
_TAG = re.compile(r"(<[^>]*>)")
# Changes a text; receives its place, and whether it is HTML.
Change = Callable[[str | Promise, str, bool], str]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A place at which the words stand. `number` counts the places of a statement from 0."""

    number: int
    place: str | Promise
    before: str
    words: str
    after: str


def find(content: Mapping[str, Any], pattern: re.Pattern[str]) -> list[Hit]:
    """Return the places at which `pattern` matches a statement's serialised content."""
    hits: list[Hit] = []

    def collect(place: str | Promise, text: str, is_html: bool) -> str:
        for segment in _segments(text, is_html):
            for match in pattern.finditer(segment):
                before, after = segment[: match.start()], segment[match.end() :]
                hits.append(
                    Hit(
                        number=len(hits),
                        place=place,
                        before=("…" if len(before) > CONTEXT_CHARACTERS else "")
                        + before[-CONTEXT_CHARACTERS:],
                        words=match[0],
                        after=after[:CONTEXT_CHARACTERS]
                        + ("…" if len(after) > CONTEXT_CHARACTERS else ""),
                    )
                )
        return text

    _changed(content, collect)
    return hits


def replaced(
    content: Mapping[str, Any], pattern: re.Pattern[str], *, by: str, numbers: set[int]
) -> dict[str, Any]:
    """Return the texts of `content` in which the places with these numbers are replaced.

    The result has the names of `FIELDS`, and `body` as JSON. Numbers are those of `find`. Raises
    ValidationError where a block does not allow its new text.
    """
    counted = -1

    def substitute(match: re.Match[str]) -> str:
        nonlocal counted
        counted += 1
        return by if counted in numbers else match[0]

    def change(place: str | Promise, text: str, is_html: bool) -> str:
        if not is_html:
            return pattern.sub(substitute, text)
        parts = _TAG.split(text)
        for index in range(0, len(parts), 2):
            plain = unescape(parts[index])
            new = pattern.sub(substitute, plain)
            if new != plain:  # otherwise the stored form of special characters stays
                parts[index] = escape(new, quote=False)
        return "".join(parts)

    return _changed(content, change)


def _segments(text: str, is_html: bool) -> Iterator[str]:
    """Yield the text, or the texts between the tags of HTML."""
    if is_html:
        yield from (unescape(part) for part in _TAG.split(text)[::2] if part)
    else:
        yield text


def _changed(content: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """Return all texts of a statement as `change` returns them, in the order of the form."""
    result: dict[str, Any] = {
        name: change(label, content.get(name) or "", False) for name, label in FIELDS.items()
    }
    block = ArticlePage._meta.get_field("body").stream_block
    stored = json.loads(content.get("body") or "[]")
    result["body"] = json.dumps(_block(block, stored, block.label or "", change))
    return result


def _block(block: Block, value: Any, place: str | Promise, change: Change) -> Any:
    """Return the stored value of a block with its texts changed."""
    if isinstance(value, str) and isinstance(block, RichTextBlock):
        return change(place, value, True)
    if isinstance(value, str) and isinstance(block, CharBlock | TextBlock):
        new = change(place, value, False)
        _require_allowed(block, new, earlier=value, place=place)
        return new
    if isinstance(block, StreamBlock) and isinstance(value, list):
        return [_stream_child(block, child, change) for child in value]
    if isinstance(block, TypedTableBlock) and isinstance(value, dict):
        return _table(block, value, place, change)
    if isinstance(block, StructBlock) and isinstance(value, dict):
        return {
            name: _block(block.child_blocks[name], part, place, change)
            if name in block.child_blocks
            else part
            for name, part in value.items()
        }
    if isinstance(block, ListBlock) and isinstance(value, list):
        return [
            {**item, "value": _block(block.child_block, item["value"], place, change)}
            if isinstance(item, dict) and "value" in item
            else _block(block.child_block, item, place, change)
            for item in value
        ]
    return value


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


def _stream_child(block: StreamBlock, child: dict[str, Any], change: Change) -> dict[str, Any]:
    kind = block.child_blocks.get(child.get("type", ""))
    if kind is None:
        return child
    return {**child, "value": _block(kind, child.get("value"), kind.label or "", change)}


def _table(
    block: TypedTableBlock, value: dict[str, Any], place: str | Promise, change: Change
) -> dict[str, Any]:
    columns = [
        {**column, "heading": change(place, column.get("heading") or "", False)}
        for column in value.get("columns", [])
    ]
    kinds = [block.child_blocks.get(column.get("type")) for column in columns]
    rows = [
        {
            **row,
            "values": [
                cell if kind is None else _block(kind, cell, place, change)
                for kind, cell in zip(kinds, row.get("values", []), strict=False)
            ],
        }
        for row in value.get("rows", [])
    ]
    caption = value.get("caption")
    changed = {**value, "columns": columns, "rows": rows}
    return changed if caption is None else {**changed, "caption": change(place, caption, False)}

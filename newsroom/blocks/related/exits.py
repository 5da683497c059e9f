"""What the API and search make of related statements.

Links to other statements are navigation, so neither feeds nor the HTML of the API contain them: a
copy would outlive the withdrawal of a statement.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.blocks import StructValue

from newsroom.blocks.base import ApiContext, PlainText, References
from newsroom.blocks.stored import list_items, number


def references(stored: dict[str, Any], wanted: References) -> None:
    """Add the statements."""
    wanted.pages.update(_numbers(stored))


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the heading and the numbers of the public statements, without their titles."""
    return {
        "heading": stored.get("heading") or "",
        "statements": [pk for pk in _numbers(stored) if context.is_statement(pk)],
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return nothing."""
    return ""


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the heading."""
    yield value.get("heading") or ""


def chosen_statements(stored: dict[str, Any] | None) -> set[int]:
    """Return the numbers of the statements."""
    return set(_numbers(stored or {}))


def _numbers(stored: dict[str, Any]) -> list[int]:
    return [number(row) for row in list_items(stored.get("statements"))]

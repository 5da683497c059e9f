"""What the API and search make of a gallery. Each picture is written as a figure is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.blocks import StructValue

from newsroom.blocks.base import ApiContext, PlainText, References, Remark
from newsroom.blocks.figure import exits as figure
from newsroom.blocks.html import heading
from newsroom.blocks.stored import list_items


def references(stored: dict[str, Any], wanted: References) -> None:
    """Add the images."""
    for row in list_items(stored.get("pictures")):
        figure.references(row, wanted)


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the heading and the pictures that exist."""
    pictures = [figure.api_shape(row, context) for row in list_items(stored.get("pictures"))]
    return {
        "heading": stored.get("heading") or "",
        "pictures": [picture for picture in pictures if picture],
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return the heading and a figure for each picture."""
    return heading(shape["heading"]) + "".join(map(figure.api_html, shape["pictures"]))


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the heading and the texts of each picture."""
    yield value.get("heading") or ""
    for picture in value.get("pictures") or []:
        yield from figure.search_text(picture, plain_text)


def remarks(values: Sequence[StructValue]) -> Iterator[Remark]:
    """Yield a remark for each alternative text that is a file name."""
    for value in values:
        yield from figure.remarks(list(value.get("pictures") or []))

"""Readers of stored block values and of the links in stored rich text."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newsroom.blocks.base import References

LINK = re.compile(r"<a\b([^>]*)>")
ATTRIBUTE = re.compile(r'\b(linktype|id|href)="([^"]*)"')


def list_items(rows: Iterable[Any] | None) -> list[Any]:
    """Return the values of a list block's stored rows, of both formats that Wagtail writes."""
    return [
        row["value"] if isinstance(row, dict) and row.get("type") == "item" else row
        for row in rows or []
    ]


def number(value: object) -> int:
    """Return the number of an object, 0 where the value is none."""
    return int(str(value)) if str(value).isdecimal() else 0


def image_number(figure: dict[str, Any]) -> int:
    """Return the number of a figure's image, 0 where there is none."""
    image = figure.get("image")
    return number(image.get("image") if isinstance(image, dict) else image)


def links(text: str) -> Iterator[tuple[str, int]]:
    """Yield the internal links of a rich text: ("page" or "document", number)."""
    for match in LINK.finditer(text):
        attributes = dict(ATTRIBUTE.findall(match[1]))
        if attributes.get("linktype") in ("page", "document"):
            yield attributes["linktype"], number(attributes.get("id"))


def outside_addresses(stored: Any) -> Iterator[str]:
    """Yield the http addresses in stored values: whole values, and links of rich texts as written.

    An address in a rich text is escaped as in HTML.
    """
    for text in _texts(stored):
        if text.startswith(("http://", "https://")) and not any(map(str.isspace, text)):
            yield text
        for match in LINK.finditer(text):
            address = dict(ATTRIBUTE.findall(match[1])).get("href", "")
            if address.startswith(("http://", "https://")):
                yield address


def linked(stored: Any) -> tuple[set[int], set[int]]:
    """Return the numbers of the pages and of the documents that texts in a stored value link to."""
    found: dict[str, set[int]] = {"page": set(), "document": set()}
    for text in _texts(stored):
        for linktype, target in links(text):
            found[linktype].add(target)
    return found["page"] - {0}, found["document"] - {0}


def linked_references(stored: Any, references: References) -> None:
    """Add the pages and documents that any text in a stored value links to."""
    for text in _texts(stored):
        for linktype, target in links(text):
            (references.pages if linktype == "page" else references.documents).add(target)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)

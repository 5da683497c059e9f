"""How do a statement's words look to a partner: as blocks with a shape each?

Pure: raw blocks and what they refer to in, documents out. No query; nothing that is not public.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import nh3

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.players import host_of, player_address
from newsroom.blocks.stored import ATTRIBUTE, LINK, image_number, list_items
from newsroom.feeds.content import ADDRESSES, ATTRIBUTES, DROPPED_WITH_CONTENT, TAGS
from newsroom.partners.api.references import Found


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a body is written with."""

    found: Found
    root_url: str
    cleaner: nh3.Cleaner

    @classmethod
    def of(cls, found: Found, *, root_url: str) -> "Surroundings":
        """Prepare to write many bodies of one site."""

        def absolute(tag: str, attribute: str, value: str) -> str:
            return urljoin(root_url + "/", value) if attribute in ADDRESSES else value

        cleaner = nh3.Cleaner(
            tags=TAGS,
            clean_content_tags=DROPPED_WITH_CONTENT,
            attributes=ATTRIBUTES,
            attribute_filter=absolute,
            link_rel=None,
        )
        return cls(found=found, root_url=root_url, cleaner=cleaner)

    def rich_text(self, source: str) -> str:
        """Return rich text as sanitised HTML; a link to what is not public keeps its words only."""
        return self.cleaner.clean(LINK.sub(self._link, source or "")).strip()

    def image(self, number: int) -> Mapping[str, object] | None:
        """Return an image with its sizes as it is sent, None where it does not exist."""
        return self.found.images.get(number)

    def document(self, number: int) -> Mapping[str, object] | None:
        """Return a document as it is sent, None where it does not exist."""
        return self.found.documents.get(number)

    def is_statement(self, number: int) -> bool:
        """Return whether a page is a public statement."""
        page = self.found.pages.get(number)
        return page is not None and page.is_statement

    def _link(self, match) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        kind = attributes.get("linktype")
        if kind not in ("page", "document"):
            return match[0]
        number = int(attributes["id"]) if attributes.get("id", "").isdecimal() else 0
        if kind == "page":
            page = self.found.pages.get(number)
            return f'<a href="{page.url}">' if page else "<a>"
        document = self.found.documents.get(number)
        return f'<a href="{document["url"]}">' if document else "<a>"


def blocks(raw: list[dict], *, around: Surroundings) -> list[dict]:
    """Return a body as blocks; those of a kind that is not known are left out."""
    written = []
    for block in raw:
        known = BLOCK_TYPES.get(block["type"])
        write = known.api_shape if known else WRITERS.get(block["type"])
        value = write(block["value"], around) if write else None
        if value is not None:
            written.append({"type": block["type"], "id": block.get("id") or "", "value": value})
    return written


def _heading(value: dict, around: Surroundings) -> dict:
    return {"text": value.get("text") or "", "level": int(value.get("level") or 2)}


def _paragraph(value: str, around: Surroundings) -> dict:
    return {"html": around.rich_text(value)}


def _figure(value: dict, around: Surroundings) -> dict | None:
    image = around.found.images.get(image_number(value))
    if image is None:
        return None
    chosen = value["image"] if isinstance(value["image"], dict) else {}
    decorative = bool(chosen.get("decorative"))
    return {
        **image,
        "alt": "" if decorative else chosen.get("alt_text") or "",
        "decorative": decorative,
        "caption": value.get("caption") or "",
        "credit": value.get("credit") or image["credit"],
    }


def _gallery(value: dict, around: Surroundings) -> dict:
    pictures = [_figure(row, around) for row in list_items(value.get("pictures"))]
    return {
        "heading": value.get("heading") or "",
        "pictures": [picture for picture in pictures if picture],
    }


def _document(value: dict, around: Surroundings) -> dict | None:
    document = around.found.documents.get(int(value.get("document") or 0))
    if document is None:
        return None
    return {
        **document,
        "title": value.get("title") or document["title"],
        "description": value.get("description") or "",
    }


def _video(value: dict, around: Surroundings) -> dict:
    url = value.get("url") or ""
    return {
        "url": url,
        "title": value.get("title") or "",
        "transcript": value.get("transcript") or "",
        "host": host_of(url),
        "player_url": player_address(url) or None,
    }


def _table(value: dict, around: Surroundings) -> dict:
    table = value.get("table") or {}
    columns = table.get("columns") or []
    kinds = [column.get("type") for column in columns]
    return {
        "caption": table.get("caption") or "",
        "columns": [
            {"heading": column.get("heading") or "", "type": column.get("type") or "text"}
            for column in columns
        ],
        "rows": [
            [
                around.rich_text(cell) if kind == "rich_text" else str(cell or "")
                for kind, cell in zip(kinds, row.get("values") or [], strict=False)
            ]
            for row in table.get("rows") or []
        ],
        "source": value.get("source") or "",
    }


def _callout(value: dict, around: Surroundings) -> dict:
    return {
        "heading": value.get("heading") or "",
        "html": around.rich_text(value.get("text") or ""),
    }


def _key_figure(value: dict, around: Surroundings) -> dict:
    return {name: value.get(name) or "" for name in ("figure", "meaning", "source")}


def _related(value: dict, around: Surroundings) -> dict:
    """Name the related statements by number only: titles would outlive a withdrawal in a copy."""
    pages = around.found.pages
    chosen = [int(row) for row in list_items(value.get("statements")) if str(row).isdecimal()]
    return {
        "heading": value.get("heading") or "",
        "statements": [
            number for number in chosen if number in pages and pages[number].is_statement
        ],
    }


WRITERS: dict[str, Callable] = {
    "callout": _callout,
    "document": _document,
    "figure": _figure,
    "gallery": _gallery,
    "heading": _heading,
    "key_figure": _key_figure,
    "paragraph": _paragraph,
    "related": _related,
    "table": _table,
    "video": _video,
}

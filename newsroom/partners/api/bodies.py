"""Bodies as the API sends them. The shape of each block is in its folder in `newsroom.blocks`.

Pure functions of stored blocks and the public objects that they refer to. No query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import nh3

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.stored import ATTRIBUTE, LINK
from newsroom.feeds.content import ADDRESSES, ATTRIBUTES, DROPPED_WITH_CONTENT, TAGS
from newsroom.partners.api.references import Found


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The `newsroom.blocks.base.ApiContext` of one answer."""

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
    """Return stored blocks as the API sends them; those of an unknown type are left out."""
    written = []
    for block in raw:
        block_type = BLOCK_TYPES.get(block["type"])
        value = block_type.api_shape(block["value"], around) if block_type else None
        if value is not None:
            written.append({"type": block["type"], "id": block.get("id") or "", "value": value})
    return written

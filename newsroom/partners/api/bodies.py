"""Bodies as the API sends them. The shape of each block is in its folder in `newsroom.blocks`.

Pure functions of stored blocks and the public objects that they refer to. No query.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

import nh3

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.rich_text import with_addresses
from newsroom.faults.parts import may_be_left_out
from newsroom.feeds.content import html_cleaner
from newsroom.partners.api.references import LoadedReferences


class BlockDocument(TypedDict):
    """A block as the API sends it. The shape of `value` depends on `type`."""

    type: str
    id: str
    value: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class BodyContext:
    """The `newsroom.blocks.base.ApiContext` of one response."""

    loaded: LoadedReferences
    root_url: str
    cleaner: nh3.Cleaner

    @classmethod
    def for_site(cls, loaded: LoadedReferences, *, root_url: str) -> "BodyContext":
        """Return a context for many bodies of one site."""
        return cls(loaded=loaded, root_url=root_url, cleaner=html_cleaner(root_url))

    def rich_text(self, source: str) -> str:
        """Return sanitised HTML. A link to a page or file that is not public is plain text."""
        html = with_addresses(source or "", page=self._page_url, document=self._document_url)
        return str(self.cleaner.clean(html)).strip()

    def image(self, number: int) -> Mapping[str, object] | None:
        """Return the document of an image with its sizes, None where it does not exist."""
        return self.loaded.images.get(number)

    def document(self, number: int) -> Mapping[str, object] | None:
        """Return the document of a file, None where it does not exist."""
        return self.loaded.documents.get(number)

    def is_statement(self, number: int) -> bool:
        """Return whether a page is a public statement."""
        page = self.loaded.pages.get(number)
        return page is not None and page.is_statement

    def _page_url(self, number: int) -> str | None:
        page = self.loaded.pages.get(number)
        return page.url if page else None

    def _document_url(self, number: int) -> str | None:
        document = self.loaded.documents.get(number)
        return str(document["url"]) if document else None


def render_blocks(
    stored: Iterable[Mapping[str, object]], *, context: BodyContext
) -> list[BlockDocument]:
    """Return the documents of stored blocks; those of an unknown type or that fail are left out."""
    documents: list[BlockDocument] = []
    for block in stored:
        name, number = str(block["type"]), str(block.get("id") or "")
        block_type = BLOCK_TYPES.get(name)
        with may_be_left_out(name, block=number):
            value = block_type.api_shape(block["value"], context) if block_type else None
            if value is not None:
                documents.append({"type": name, "id": number, "value": value})
    return documents

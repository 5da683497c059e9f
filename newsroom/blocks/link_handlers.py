"""Handlers of links, for rich text that Wagtail renders without `newsroom.blocks.rich_text`."""

from html import escape
from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from newsroom.blocks.rich_text import complete_addresses
from newsroom.blocks.stored import number


class PublicPageLink(PageLinkHandler):
    """Wagtail's handler of links to pages, without the addresses of those that are not public."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link."""
        numbers = [number(attrs.get("id")) for attrs in attrs_list]
        found = complete_addresses(set(numbers) - {0}, set()).pages
        return [_opening_tag(found.get(pk)) for pk in numbers]


class PublicDocumentLink(DocumentLinkHandler):
    """Wagtail's handler of links to documents, in the same way."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link."""
        numbers = [number(attrs.get("id")) for attrs in attrs_list]
        found = complete_addresses(set(), set(numbers) - {0}).documents
        return [_opening_tag(found.get(pk)) for pk in numbers]


def register_public_links(features: FeatureRegistry) -> None:
    """Register the handlers instead of Wagtail's; the hook `register_rich_text_features`."""
    features.register_link_type(PublicPageLink)
    features.register_link_type(PublicDocumentLink)


def _opening_tag(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"

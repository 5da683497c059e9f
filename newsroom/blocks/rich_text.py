"""Rich text as readers get it: the one rendering of its links that all exits share.

A link to a page or document that is not public becomes plain text, because an address contains a
slug, and so in effect a headline.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from typing import Any

from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from newsroom.blocks.stored import ATTRIBUTE, linked, number
from newsroom.faults.parts import part_or
from newsroom.visibility.linked_pages import hidden_collections, linked_pages

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
# The address of the page or document with a number, None where it is not public.
Address = Callable[[int], str | None]


@dataclass(frozen=True, kw_only=True)
class LinkAddresses:
    """The addresses of the public pages and documents among those that were looked up."""

    pages: Mapping[int, str]
    documents: Mapping[int, str]
    known_pages: frozenset[int]
    known_documents: frozenset[int]


def with_addresses(source: str, *, page: Address, document: Address) -> str:
    """Return stored rich text whose links have addresses; those without one become plain text."""

    def link(match: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        kind = attributes.get("linktype")
        if kind is None:
            return match[0] if attributes.get("href") else match[2]
        find = {"page": page, "document": document}.get(kind)
        address = find(number(attributes.get("id"))) if find else None
        return f'<a href="{escape(address)}">{match[2]}</a>' if address else match[2]

    return ANCHOR.sub(link, source)


def rich_text_html(source: str) -> str:
    """Return stored rich text as HTML for a page or feed.

    No query for links that `known_links` knows, otherwise one for pages and one for documents.
    """
    if "<a" in source:
        addresses = complete_addresses(*linked(source))
        source = with_addresses(source, page=addresses.pages.get, document=addresses.documents.get)
    # Wagtail's own rendering, for anything that is no link.
    return str(expand_db_html(source)) if "<embed" in source else source


def link_addresses(
    pages: Iterable[int],
    documents: Iterable[int],
    *,
    request: HttpRequest | None = None,
    shown_on: Page | None = None,
) -> LinkAddresses:
    """Return the addresses of those that may be linked to on the page `shown_on`.

    One query for all pages and one for all documents.
    """
    pages, documents = frozenset(pages), frozenset(documents)
    found = linked_pages(pages, shown_on=shown_on)
    files = get_document_model()._default_manager.in_bulk(documents) if documents else {}
    hidden = hidden_collections(shown_on) if files else frozenset()
    return LinkAddresses(
        pages={pk: url for pk, row in found.items() if (url := row.get_url(request))},
        documents={pk: row.url for pk, row in files.items() if row.collection_id not in hidden},
        known_pages=pages,
        known_documents=documents,
    )


_known: ContextVar[LinkAddresses | None] = ContextVar("newsroom_link_addresses", default=None)


@contextmanager
def known_links(
    stored: Any, *, request: HttpRequest | None = None, shown_on: Page | None = None
) -> Iterator[None]:
    """Look up the links of all texts in a stored value together, and let rich texts use them.

    Where that fails, all of them are plain text.
    """
    pages, documents = linked(stored)
    nothing = LinkAddresses(
        pages={},
        documents={},
        known_pages=frozenset(pages),
        known_documents=frozenset(documents),
    )
    addresses = part_or(
        nothing,
        lambda: link_addresses(pages, documents, request=request, shown_on=shown_on),
        part="links",
        page=getattr(shown_on, "pk", None),
    )
    token = _known.set(addresses)
    try:
        yield
    finally:
        _known.reset(token)


def complete_addresses(pages: set[int], documents: set[int]) -> LinkAddresses:
    """Return the known addresses, or newly read ones where some are not known."""
    known = _known.get()
    if known is not None and pages <= known.known_pages and documents <= known.known_documents:
        return known
    return link_addresses(pages, documents)

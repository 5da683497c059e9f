"""Links to the feeds of a list, in each format."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from newsroom.addresses.indexes import index_address, term_destination
from newsroom.addresses.routes import Destination
from newsroom.models import Category, NewsIndexPage, Topic
from newsroom.models.public_terms import public_terms
from newsroom.models.terms import Term

FORMATS = (
    ("rss.xml", "RSS", "application/rss+xml"),
    ("atom.xml", "Atom", "application/atom+xml"),
    ("feed.json", "JSON Feed", "application/feed+json"),
)


@dataclass(frozen=True, kw_only=True)
class FeedLink:
    """A link to a feed in one format, for a list and for the head of a page."""

    title: str
    url: str
    media_type: str


def feed_links(
    index: NewsIndexPage, *, request: HttpRequest, term: Term | None = None
) -> list[FeedLink]:
    """Return the feeds of the index, or of one of its categories or topics. No query."""
    name = term.name if term else index.title
    return [
        FeedLink(
            title=_("%(name)s (%(format)s)") % {"name": name, "format": label},
            url=index_address(
                index, request=request, destination=feed_destination(term, file_name=file_name)
            ),
            media_type=media_type,
        )
        for file_name, label, media_type in FORMATS
    ]


def feed_destination(term: Term | None, *, file_name: str) -> Destination:
    """Return the destination of a feed below the index."""
    if term is None:
        return Destination(feed=file_name)
    return term_destination(term, feed=file_name)


def all_feeds(index: NewsIndexPage, *, request: HttpRequest) -> list[tuple[str, list[FeedLink]]]:
    """Return the feeds of the index and of its categories and topics, each group with a heading."""
    site = Site.find_for_request(request)
    terms = [
        term
        for model in (Category, Topic)
        for term in public_terms(model).filter(site=site, locale_id=index.locale_id)
    ]
    return [(index.title, feed_links(index, request=request))] + [
        (term.name, feed_links(index, request=request, term=term)) for term in terms
    ]

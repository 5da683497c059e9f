"""Addresses of a language's news index, and of its categories, topics and feeds."""

import copy

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Site

from newsroom.addresses.routes import Destination, suffix
from newsroom.caching.request_state import once_per_state
from newsroom.models import Category, NewsIndexPage
from newsroom.models.terms import Term
from newsroom.translation.counterparts import counterpart
from newsroom.translation.locales import language_of
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below, home_path, in_language


def index_for(language: str, *, request: HttpRequest) -> NewsIndexPage | None:
    """Return the public news index of the request's site in `language`, read once per state."""
    cache = request.__dict__.setdefault("_newsroom_indexes", {})
    if language not in cache:
        shared = once_per_state(
            request, ("news index", language), lambda: _find_index(language, request=request)
        )
        cache[language] = copy.copy(shared)
    return cache[language]


def cache_index(index: NewsIndexPage, *, request: HttpRequest) -> None:
    """Store an index on the request, so that `index_for` needs no query for its language."""
    language = language_of(index)
    request.__dict__.setdefault("_newsroom_indexes", {}).setdefault(language, index)


def term_address(term: Term, *, request: HttpRequest) -> str:
    """Return the address of the list of a term's statements, or "" without an index."""
    index = index_for(language_of(term), request=request)
    if index is None:
        return ""
    return index_address(index, destination=term_destination(term), request=request)


def term_destination(term: Term, *, feed: str = "") -> Destination:
    """Return the list of a term's statements, or one of its feeds."""
    if isinstance(term, Category):
        return Destination(category=term.slug, feed=feed)
    return Destination(topic=term.slug, feed=feed)


def index_address(
    index: NewsIndexPage, *, request: HttpRequest | None, destination: Destination | None = None
) -> str:
    """Return the address of the index, or of a list or feed below it."""
    base = index.get_url(request) or ""
    if destination is None:
        return base
    return base + suffix(destination, language=language_of(index))


def _find_index(language: str, *, request: HttpRequest) -> NewsIndexPage | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    within = at_or_below(home_path(site, language=language)) & Q(in_language(language))
    index = (
        # By type, because there are few indexes. A home page's path range has all its statements.
        public(NewsIndexPage.objects.type(NewsIndexPage).filter(within))
        .select_related("locale", "embargo")
        .order_by("path")
        .first()
    )
    if index is not None and getattr(request, "site_state", None) is not None:
        counterpart(index)  # stored on the index, which is shared by the requests of this state
    return index

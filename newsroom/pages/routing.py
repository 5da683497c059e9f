"""Routing of addresses to pages, from a home page and news indexes that are read once per state."""

import copy

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from newsroom.addresses.indexes import index_for
from newsroom.caching.request_state import once_per_state
from newsroom.translation.counterparts import counterpart
from newsroom.translation.locales import language_of
from newsroom.visibility import with_dates


def route_page(request: HttpRequest, *, path: str) -> RouteResult | None:
    """Return the page at `path`, None where there is none; stored where Wagtail looks for it."""
    if not hasattr(request, "_wagtail_route_for_request"):
        request._wagtail_route_for_request = _route(request, path=path)  # type: ignore[attr-defined]  # Wagtail's own cache
    found: RouteResult | None = request._wagtail_route_for_request  # type: ignore[attr-defined]  # as above
    return found


def route_to_index(
    home: Page, *, request: HttpRequest, path_components: list[str]
) -> RouteResult | None:
    """Return the route below the public news index of `home`, None for another address.

    Raises `Http404` where the index has no such page.
    """
    index = index_for(language_of(home), request=request)
    is_below = (
        index is not None
        and index.depth == home.depth + 1
        and index.path.startswith(home.path)
        and path_components[:1] == [index.slug]
    )
    if index is None or not is_below:
        return None
    index._cached_parent_obj = home
    return index.route(request, path_components[1:])


def _route(request: HttpRequest, *, path: str) -> RouteResult | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    home = once_per_state(request, ("home page", get_language()), lambda: _localised_home(site))
    try:
        return copy.copy(home).route(request, [part for part in path.split("/") if part])
    except Http404:
        return None


def _localised_home(site: Site) -> Page:
    """Return the home page in the active language with what each request needs of it."""
    localised = site.root_page.localized
    model = localised.specific_class or Page
    home: Page = with_dates(model._default_manager.filter(pk=localised.pk)).get()
    counterpart(home)
    return home

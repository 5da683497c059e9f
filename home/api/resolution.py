"""What does a site show the public at one of its addresses?

Asked of the site's own routing, so that the API and the site can never disagree.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from home.api.public_addresses import list_routes, page_routes
from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.models import Withdrawal
from newsroom.partners.api.sites import LANGUAGES, Place
from newsroom.publishing.withdrawals import normalise_path
from newsroom.visibility import is_public

PAGE_VIEWS = ("wagtail_serve", "newsroom_feed")


class NothingThereError(Exception):
    """Nothing public is at the address."""


class GoneError(Exception):
    """What was at the address has been withdrawn."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """An address that only leads to another."""

    url: str
    is_permanent: bool


def site_request(place: Place, *, path: str = "/") -> HttpRequest:
    """Return a request as a reader's at the site, whichever host was asked."""
    parts = urlsplit(place.root_url)
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "HTTP_HOST": parts.netloc,
        "wsgi.url_scheme": parts.scheme,
    }
    request.user = AnonymousUser()
    request._wagtail_site = Site.objects.select_related("root_page").get(pk=place.id)
    return request


def what_is_at(path: str, *, place: Place) -> dict | Lead:
    """Return the route or the lead at a path, which begins with a slash.

    Raises `GoneError` for what was withdrawn, `NothingThereError` for everything else.
    """
    path, _, query = path.partition("?")
    asked = path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
    request = site_request(place, path=asked)
    request.META["QUERY_STRING"] = query
    try:
        return _found(asked, place=place, request=request)
    except (Http404, Resolver404, NothingThereError):
        pass
    target = _redirected(request)
    if target is not None:
        return target
    expired = getattr(request, "newsroom_page_expired", False)
    if expired or Withdrawal.objects.filter(site_id=place.id, path=normalise_path(path)).exists():
        raise GoneError
    raise NothingThereError


def _found(path: str, *, place: Place, request: HttpRequest) -> dict | Lead:
    language = language_at(path, place=place)
    with translation.override(language):
        match = resolve(path)
        if match.url_name == "search":
            return _listed(path, place=place)
        if match.url_name == "newsroom_citation":
            return _cited(match.kwargs["citation"], place=place)
        if match.url_name not in PAGE_VIEWS:
            raise NothingThereError
        root = place.roots.get(language)
        if root is None:
            raise NothingThereError
        home = request._wagtail_site.root_page.localized.specific
        components = [part for part in path[len(root.html_path) :].split("/") if part]
        result = home.route(request, components)
        return _routed(result, path=path, place=place)


def _routed(result: RouteResult, *, path: str, place: Place) -> dict | Lead:
    page, _arguments, options = result
    if not is_public(page):
        raise NothingThereError
    if address := options.get("redirect_to"):
        absolute = address if "://" in address else place.root_url + address
        return Lead(url=absolute, is_permanent=False)
    destination = options.get("destination")
    if destination is None:
        return page_routes([page], place=place)[0]
    if destination.feed:
        owner = path.removesuffix(destination.feed)
        return {**_of_list(owner, page, place=place), "kind": "feed", "html_path": path} | {
            "url": place.root_url + path,
            "feeds": [],
            "translations": [],
        }
    return _of_list(path, page, place=place)


def _of_list(path: str, index, *, place: Place) -> dict:
    """Return the route of a list; a year without statements has none."""
    if path == place.html_path(index):
        return page_routes([index], place=place)[0]
    return _listed(path, place=place)


def _listed(path: str, *, place: Place) -> dict:
    for row in list_routes(place):
        if row["html_path"] == path:
            return row
    raise NothingThereError


def language_at(path: str, *, place: Place) -> str:
    """Return the language of the readers for whom an address is."""
    roots = sorted(place.roots.values(), key=lambda root: -len(root.html_path))
    return next((root.language for root in roots if path.startswith(root.html_path)), LANGUAGES[0])


def _cited(citation: str, *, place: Place) -> Lead:
    pages = [page for page in statements_for_citation(citation) if place.holds(page)]
    page = preferred_statement(pages, language="")
    if page is None:
        raise NothingThereError
    return Lead(url=place.root_url + place.html_path(page), is_permanent=False)


def _redirected(request: HttpRequest) -> Lead | None:
    """Return where a redirect leads, if to something public."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    redirect = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
    if redirect is None or not redirect.link:
        return None
    if redirect.redirect_page_id and not is_public(redirect.redirect_page):
        return None
    return Lead(url=redirect.link, is_permanent=redirect.is_permanent)

"""Resolution of a site's paths to routes, redirects or errors.

Uses the site's own URL routing, so that the API and the site cannot disagree.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from home.api.route_documents import RouteDocument, list_routes, page_routes
from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.languages.configured import default_language
from newsroom.models import Withdrawal
from newsroom.partners.api.sites import PublicSite
from newsroom.publishing.withdrawals import normalise_path
from newsroom.visibility import is_public

PAGE_VIEWS = ("wagtail_serve", "newsroom_feed")


class NotFoundError(Exception):
    """Nothing public is at the path."""


class GoneError(Exception):
    """What was at the path has been withdrawn."""


@dataclass(frozen=True, kw_only=True)
class RedirectTarget:
    """The destination of a path that redirects. `url` may be a path of the site."""

    url: str
    is_permanent: bool


def site_request(site: PublicSite, *, path: str = "/") -> HttpRequest:
    """Return a GET request of an anonymous reader at the site."""
    parts = urlsplit(site.root_url)
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
    row = Site.objects.select_related("root_page").get(pk=site.id)
    request._wagtail_site = row  # type: ignore[attr-defined]  # where `find_for_request` looks
    return request


def resolve_path(path: str, *, site: PublicSite) -> RouteDocument | RedirectTarget:
    """Return the route or the redirect at a path, which begins with a slash.

    Raises `GoneError` for withdrawn content, `NotFoundError` for everything else.
    """
    path, _, query = path.partition("?")
    full_path = path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
    request = site_request(site, path=full_path)
    request.META["QUERY_STRING"] = query
    try:
        return _resolve_url(full_path, site=site, request=request)
    except (Http404, Resolver404, NotFoundError):
        pass
    target = _redirect_target(request)
    if target is not None:
        return target
    expired = getattr(request, "newsroom_page_expired", False)
    if expired or Withdrawal.objects.filter(site_id=site.id, path=normalise_path(path)).exists():
        raise GoneError
    raise NotFoundError


def _resolve_url(
    path: str, *, site: PublicSite, request: HttpRequest
) -> RouteDocument | RedirectTarget:
    language = language_at(path, site=site)
    with translation.override(language):
        match = resolve(path)
        if match.url_name == "search":
            return _list_route(path, site=site)
        if match.url_name == "newsroom_citation":
            return _citation_target(match.kwargs["citation"], site=site)
        if match.url_name not in PAGE_VIEWS:
            raise NotFoundError
        root = site.roots.get(language)
        if root is None:
            raise NotFoundError
        home = Site.find_for_request(request).root_page.localized.specific
        components = [part for part in path[len(root.html_path) :].split("/") if part]
        result = home.route(request, components)
        return _page_result(result, path=path, site=site)


def _page_result(
    result: RouteResult, *, path: str, site: PublicSite
) -> RouteDocument | RedirectTarget:
    page, _arguments, options = result
    if not is_public(page):
        raise NotFoundError
    if address := options.get("redirect_to"):
        absolute = address if "://" in address else site.root_url + address
        return RedirectTarget(url=absolute, is_permanent=False)
    destination = options.get("destination")
    if destination is None:
        return page_routes([page], site=site)[0]
    if destination.feed:
        owner = path.removesuffix(destination.feed)
        return {**_index_route(owner, page, site=site), "kind": "feed", "html_path": path} | {
            "url": site.root_url + path,
            "feeds": [],
            "translations": [],
        }
    return _index_route(path, page, site=site)


def _index_route(path: str, index: Page, *, site: PublicSite) -> RouteDocument:
    """Return the route of a news index or a list below it. A year without statements has none."""
    if path == site.html_path(index):
        return page_routes([index], site=site)[0]
    return _list_route(path, site=site)


def _list_route(path: str, *, site: PublicSite) -> RouteDocument:
    for row in list_routes(site):
        if row["html_path"] == path:
            return row
    raise NotFoundError


def language_at(path: str, *, site: PublicSite) -> str:
    """Return the language of a path by its prefix."""
    roots = sorted(site.roots.values(), key=lambda root: -len(root.html_path))
    return next(
        (root.language for root in roots if path.startswith(root.html_path)), default_language()
    )


def _citation_target(citation: str, *, site: PublicSite) -> RedirectTarget:
    pages = [page for page in statements_for_citation(citation) if site.contains(page)]
    page = preferred_statement(pages, language="")
    if page is None:
        raise NotFoundError
    return RedirectTarget(url=site.root_url + site.html_path(page), is_permanent=False)


def _redirect_target(request: HttpRequest) -> RedirectTarget | None:
    """Return the destination of a redirect, None if there is none or it is not public."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    redirect = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
    if redirect is None or not redirect.link:
        return None
    if redirect.redirect_page_id and not is_public(redirect.redirect_page):
        return None
    return RedirectTarget(url=redirect.link, is_permanent=redirect.is_permanent)

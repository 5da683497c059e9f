"""Endpoints of a site's addresses, `/routes/` and `/redirects/`."""

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.api.resolution import (
    GoneError,
    NotFoundError,
    RedirectTarget,
    language_at,
    resolve_path,
)
from home.api.route_documents import RouteDocument, read_routes
from home.api.schemas import MovedAddress, Resolved, Route
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import conditional
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.parameters import invalid_parameter
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.references import LinkedPage, ReferenceIds, load_references
from newsroom.partners.api.sites import PublicSite, requested_site, site_directory
from newsroom.visibility import public

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
SITE_DESCRIPTION = "Host name of a site in /sites/; default: this host's."
CURSOR_DESCRIPTION = "Where to go on: from `next`, never made up."
routes_router = Router(tags=["Addresses"], auth=PartnerAuth())
redirects_router = Router(tags=["Addresses"], auth=PartnerAuth())


class ListParameters(Schema):
    """Which addresses."""

    site: str = Field("", description=SITE_DESCRIPTION)
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description=CURSOR_DESCRIPTION)


class PathParameters(Schema):
    """Which address."""

    path: str = Field(
        description="An address of the site from the first slash on.", examples=["/news/last-bus/"]
    )
    site: str = Field("", description=SITE_DESCRIPTION)


@routes_router.get("/", response=Envelope[Route], operation_id="list_routes")
@conditional(known=ListParameters)
def routes(request: HttpRequest, parameters: Query[ListParameters]) -> dict[str, object]:
    """List every public address of a site: pages in the order of their tree, then lists.

    Feeds are named by the lists that they belong to, an untranslated page's second address by
    the page.
    """
    site = requested_site(request, hostname=parameters.site)
    after = decode_cursor(parameters.cursor, kind="routes") if parameters.cursor else []
    page = read_routes(site, after=after, limit=parameters.limit)
    cursor = encode_cursor(page.after, kind="routes") if page.after else ""
    return envelope(page.routes, request=request, cursor=cursor)


@routes_router.get("/by-path/", response=Resolved, operation_id="resolve_path")
@conditional(known=PathParameters)
def by_path(request: HttpRequest, parameters: Query[PathParameters]) -> dict[str, object]:
    """Return what a site shows at an address: a route, or where it leads; 410 where it is gone.

    Where `html_path` is not the address asked for, show the same with it as canonical address.
    """
    site = requested_site(request, hostname=parameters.site)
    path = parameters.path
    if not path.startswith("/") or path.startswith("//"):
        raise invalid_parameter("path", detail="Give the address from its first slash on.")
    try:
        result = resolve_path(path, site=site)
    except GoneError as error:
        raise Problem(410, detail="What was at this address has been withdrawn.") from error
    except NotFoundError as error:
        raise Problem(404, detail="Nothing public is at this address.") from error
    if isinstance(result, RedirectTarget):
        return _redirect_document(result, path=path, site=site)
    return {**result, "redirects_to": None, "is_permanent": None}


@redirects_router.get("/", response=Envelope[MovedAddress], operation_id="list_redirects")
@conditional(known=ListParameters)
def redirects(request: HttpRequest, parameters: Query[ListParameters]) -> dict[str, object]:
    """List the addresses that lead to others, as far as those are public."""
    site = requested_site(request, hostname=parameters.site)
    (after,) = decode_cursor(parameters.cursor, kind="redirects") if parameters.cursor else (0,)
    public_pages = public(Page.objects.all()).values("pk")
    external = Q(redirect_page__isnull=True) & ~Q(redirect_link="")
    rows = Redirect.get_for_site(site.id).filter(pk__gt=after)
    rows = rows.filter(external | Q(redirect_page__in=public_pages)).order_by("pk")
    page_and_next = list(rows[: parameters.limit + 1])
    page = page_and_next[: parameters.limit]
    references = ReferenceIds(pages={row.redirect_page_id or 0 for row in page})
    pages = load_references(
        references, directory=site_directory(request), root_url=site.root_url
    ).pages
    has_more = len(page_and_next) > len(page)
    cursor = encode_cursor([page[-1].pk], kind="redirects") if has_more else ""
    documents = [_moved_address(row, pages=pages, site=site) for row in page]
    return envelope(
        [document for document in documents if document], request=request, cursor=cursor
    )


def _moved_address(
    row: Redirect, *, pages: dict[int, LinkedPage], site: PublicSite
) -> dict[str, object] | None:
    url = row.redirect_link
    if row.redirect_page_id:
        page = pages.get(row.redirect_page_id)
        if page is None:
            return None
        route = row.redirect_page_route_path
        url = page.url.rstrip("/") + route if route else page.url
    return {
        "html_path": row.old_path,
        "redirects_to": url if "://" in url else site.root_url + url,
        "is_permanent": row.is_permanent,
    }


def _redirect_document(target: RedirectTarget, *, path: str, site: PublicSite) -> RouteDocument:
    url = target.url if "://" in target.url else site.root_url + target.url
    return {
        "kind": "redirect",
        "language": language_at(path, site=site),
        "html_path": path,
        "url": site.root_url + path,
        "id": None,
        "title": "",
        "api_url": None,
        "statements_url": None,
        "translations": [],
        "untranslated_path": None,
        "feeds": [],
        "updated_at": None,
        "redirects_to": url,
        "is_permanent": target.is_permanent,
    }

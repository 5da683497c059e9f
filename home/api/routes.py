"""How does an outside front end learn every address of a site, and what is at one?"""

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.api.public_addresses import read
from home.api.resolution import GoneError, Lead, NothingThereError, language_at, what_is_at
from home.api.schemas import MovedAddress, Resolved, Route
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import conditional
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.parameters import wrong
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.references import Wanted, load
from newsroom.partners.api.sites import Place, place_for, places_for
from newsroom.visibility import public

LIMIT = 100
MOST = 500
SITE = "Host name of a site in /sites/; default: this host's."
CURSOR = "Where to go on: from `next`, never made up."
routes_router = Router(tags=["Addresses"], auth=PartnerAuth())
redirects_router = Router(tags=["Addresses"], auth=PartnerAuth())


class ListParameters(Schema):
    """Which addresses."""

    site: str = Field("", description=SITE)
    limit: int = Field(LIMIT, ge=1, le=MOST, description="How many on a page.")
    cursor: str = Field("", description=CURSOR)


class PathParameters(Schema):
    """Which address."""

    path: str = Field(
        description="An address of the site from the first slash on.", examples=["/news/last-bus/"]
    )
    site: str = Field("", description=SITE)


@routes_router.get("/", response=Envelope[Route], operation_id="list_routes")
@conditional(known=ListParameters)
def routes(request: HttpRequest, parameters: Query[ListParameters]) -> dict:
    """List every public address of a site: pages in the order of their tree, then lists.

    Feeds are named by the lists that they belong to, an untranslated page's second address by
    the page.
    """
    place = place_for(request, site=parameters.site)
    after = decode_cursor(parameters.cursor, kind="routes") if parameters.cursor else []
    found = read(place, after=after, limit=parameters.limit)
    cursor = encode_cursor(found.after, kind="routes") if found.after else ""
    return envelope(found.routes, request=request, cursor=cursor)


@routes_router.get("/by-path/", response=Resolved, operation_id="resolve_path")
@conditional(known=PathParameters)
def by_path(request: HttpRequest, parameters: Query[PathParameters]) -> dict:
    """Return what a site shows at an address: a route, or where it leads; 410 where it is gone.

    Where `html_path` is not the address asked for, show the same with it as canonical address.
    """
    place = place_for(request, site=parameters.site)
    path = parameters.path
    if not path.startswith("/") or path.startswith("//"):
        raise wrong("path", detail="Give the address from its first slash on.")
    try:
        found = what_is_at(path, place=place)
    except GoneError as error:
        raise Problem(410, detail="What was at this address has been withdrawn.") from error
    except NothingThereError as error:
        raise Problem(404, detail="Nothing public is at this address.") from error
    if isinstance(found, Lead):
        return _lead(found, path=path, place=place)
    return {**found, "redirects_to": None, "is_permanent": None}


@redirects_router.get("/", response=Envelope[MovedAddress], operation_id="list_redirects")
@conditional(known=ListParameters)
def redirects(request: HttpRequest, parameters: Query[ListParameters]) -> dict:
    """List the addresses that lead to others, as far as those are public."""
    place = place_for(request, site=parameters.site)
    (after,) = decode_cursor(parameters.cursor, kind="redirects") if parameters.cursor else (0,)
    shown = public(Page.objects.all()).values("pk")
    elsewhere = Q(redirect_page__isnull=True) & ~Q(redirect_link="")
    rows = Redirect.get_for_site(place.id).filter(pk__gt=after)
    rows = rows.filter(elsewhere | Q(redirect_page__in=shown)).order_by("pk")
    found = list(rows[: parameters.limit + 1])
    kept = found[: parameters.limit]
    wanted = Wanted(pages={row.redirect_page_id or 0 for row in kept})
    pages = load(wanted, places=places_for(request), root_url=place.root_url).pages
    cursor = encode_cursor([kept[-1].pk], kind="redirects") if len(found) > len(kept) else ""
    written = [_moved(row, pages=pages, place=place) for row in kept]
    return envelope([row for row in written if row], request=request, cursor=cursor)


def _moved(row: Redirect, *, pages: dict, place: Place) -> dict | None:
    url = row.redirect_link
    if row.redirect_page_id:
        page = pages.get(row.redirect_page_id)
        if page is None:
            return None
        route = row.redirect_page_route_path
        url = page.url.rstrip("/") + route if route else page.url
    return {
        "html_path": row.old_path,
        "redirects_to": url if "://" in url else place.root_url + url,
        "is_permanent": row.is_permanent,
    }


def _lead(lead: Lead, *, path: str, place: Place) -> dict:
    url = lead.url if "://" in lead.url else place.root_url + lead.url
    return {
        "kind": "redirect",
        "language": language_at(path, place=place),
        "html_path": path,
        "url": place.root_url + path,
        "id": None,
        "title": "",
        "api_url": None,
        "statements_url": None,
        "translations": [],
        "untranslated_path": None,
        "feeds": [],
        "updated_at": None,
        "redirects_to": url,
        "is_permanent": lead.is_permanent,
    }

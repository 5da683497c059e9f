"""Which sites, pages and menus may partners read?"""

from django.http import HttpRequest
from django.utils import translation
from ninja import Path, Query, Router, Schema
from pydantic import Field
from wagtail.models import Page

from home.api.page_documents import KINDS, logos, page_documents
from home.api.public_addresses import within
from home.api.resolution import site_request
from home.api.schemas import Navigation, Site, SitePage
from home.models import OfficeSettings
from home.pages.menus import MenuLink, menus
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import Answer, conditional
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.schemas import Language
from newsroom.partners.api.sites import LANGUAGES, Place, place_for, places_for
from newsroom.visibility import public

LIMIT = 20
MOST = 100
SITE = "Host name of a site in /sites/; default: this host's."
ELSEWHERE = ("mastodon", "bluesky", "facebook", "x", "instagram", "youtube")
WORDS = (
    *("name", "role", "region", "party", "funding", "imprint", "copyright"),
    *("disclaimer", "address", "logo_alt"),
)
sites_router = Router(tags=["Sites"], auth=PartnerAuth())
pages_router = Router(tags=["Pages and navigation"], auth=PartnerAuth())
navigation_router = Router(tags=["Pages and navigation"], auth=PartnerAuth())


class SiteParameters(Schema):
    """What the list of sites may be asked for."""

    limit: int = Field(MOST, ge=1, le=MOST, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


class PageParameters(Schema):
    """What a list of pages may be asked for."""

    site: str = Field("", description=SITE)
    language: Language | None = Field(None, description="Only pages written in it.")
    type: str | None = Field(
        None, pattern="^(home|standard|news_index)$", description="Only pages of this kind."
    )
    body: bool = Field(False, description="Send bodies too.")
    limit: int = Field(LIMIT, ge=1, le=MOST, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


class NavigationParameters(Schema):
    """Which menus."""

    site: str = Field("", description=SITE)
    language: Language = Field("en", description="Of the reader.")


@sites_router.get("/", response=Envelope[Site], operation_id="list_sites")
@conditional(known=SiteParameters)
def sites(request: HttpRequest, parameters: Query[SiteParameters]) -> dict:
    """List the sites of this installation that have a public home page."""
    rows = sorted(places_for(request).rows, key=lambda place: place.id)
    if parameters.cursor:
        (after,) = decode_cursor(parameters.cursor, kind="sites")
        rows = [place for place in rows if place.id > after]
    shown = rows[: parameters.limit]
    cursor = encode_cursor([shown[-1].id], kind="sites") if len(rows) > len(shown) else ""
    return envelope(_sites(shown), request=request, cursor=cursor)


@sites_router.get("/{int:id}/", response=Site, operation_id="get_site")
@conditional()
def site(request: HttpRequest, id: Path[int]) -> dict:
    """Return one site."""
    rows = [place for place in places_for(request).rows if place.id == id]
    if not rows:
        raise Problem(404, detail="There is no such site here.")
    return _sites(rows)[0]


@pages_router.get("/", response=Envelope[SitePage], operation_id="list_pages")
@conditional(known=PageParameters)
def pages(request: HttpRequest, parameters: Query[PageParameters]) -> dict:
    """List the public pages of a site that are not statements, in their tree's order."""
    place = place_for(request, site=parameters.site)
    rows = _pages(place)
    if parameters.language:
        rows = rows.filter(locale__language_code=parameters.language)
    if parameters.type:
        model = next(model for model, kind in KINDS.items() if kind == parameters.type)
        rows = rows.type(model)
    if parameters.cursor:
        (after,) = decode_cursor(parameters.cursor, kind="pages")
        rows = rows.filter(path__gt=after)
    found = list(rows.order_by("path")[: parameters.limit + 1])
    shown = found[: parameters.limit]
    documents = page_documents(shown, request, place=place, with_body=parameters.body)
    more = len(found) > len(shown)
    cursor = encode_cursor([shown[-1].path], kind="pages") if more else ""
    return envelope(documents, request=request, cursor=cursor)


@pages_router.get("/{int:id}/", response=SitePage, operation_id="get_page")
@conditional()
def page(request: HttpRequest, id: Path[int]) -> dict:
    """Return one page with its body."""
    rows = public(Page.objects.filter(pk=id if id < 2**62 else 0)).type(*KINDS)
    found = rows.first()
    place = places_for(request).of(found) if found is not None else None
    if found is None or place is None:
        raise Problem(404, detail="There is no public page here.")
    (document,) = page_documents([found], request, place=place, with_body=True)
    return Answer(document, headers={"Content-Language": document["language"]})


@navigation_router.get("/", response=Navigation, operation_id="get_navigation")
@conditional(known=NavigationParameters)
def navigation(request: HttpRequest, parameters: Query[NavigationParameters]) -> dict:
    """Return the menus of a site for readers of a language."""
    place = place_for(request, site=parameters.site)
    with translation.override(parameters.language):
        found = menus(site_request(place))
    document = {
        "language": parameters.language,
        "main": [_link(row, place=place) for row in found.main],
        "footer": [_link(row, place=place) for row in found.footer],
    }
    return Answer(document, headers={"Content-Language": parameters.language})


def _pages(place: Place):
    """Return the public pages of a site that have a kind of their own here."""
    return public(Page.objects.filter(within(place))).type(*KINDS)


def _link(link: MenuLink, *, place: Place) -> dict:
    return {
        "label": link.label,
        "url": link.url if "://" in link.url else place.root_url + link.url,
        "language": link.language or None,
        "label_language": link.label_language,
    }


def _sites(places: list[Place]) -> list[dict]:
    offices = {
        office.site_id: office
        for office in OfficeSettings.objects.filter(site_id__in=[place.id for place in places])
    }
    # Files have the same address at each site's host; the first one's is as good as any.
    pictures = logos(offices.values(), root_url=places[0].root_url) if places else {}
    return [_site(place, offices.get(place.id), logo=pictures.get(place.id)) for place in places]


def _site(place: Place, office: OfficeSettings | None, *, logo: dict | None) -> dict:
    return {
        "id": place.id,
        "hostname": place.hostname,
        "url": place.root_url,
        "api_url": f"{place.root_url}{API_PATH}/",
        "logo": logo,
        **{name: getattr(office, name, "") for name in ("accent", "email", "telephone")},
        "elsewhere": {name: url for name in ELSEWHERE if (url := getattr(office, name, ""))},
        "languages": [
            _words(place, office, language) for language in LANGUAGES if language in place.roots
        ],
    }


def _words(place: Place, office: OfficeSettings | None, language: str) -> dict:
    root = place.roots[language]
    index = place.indexes.get(language)
    return {
        "language": language,
        "title": root.title,
        "url": place.root_url + root.html_path,
        "html_path": root.html_path,
        "statements_url": place.root_url + index if index else None,
        **{name: getattr(office, f"{name}_{language}", "") for name in WORDS},
    }


__all__ = ["navigation_router", "pages_router", "sites_router"]

"""Endpoints of sites, pages and menus: `/sites/`, `/pages/` and `/navigation/`."""

from django.http import HttpRequest
from django.utils import translation
from ninja import Path, Query, Router, Schema
from pydantic import Field
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.api.page_documents import KINDS, logos, page_documents
from home.api.resolution import site_request
from home.api.route_documents import in_site_trees
from home.api.schemas import Navigation, Site, SitePage
from home.models import OfficeSettings
from home.pages.menus import MenuLink, menus
from newsroom.languages.configured import default_language, language_codes
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import DocumentWithHeaders, conditional
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.schemas import Language
from newsroom.partners.api.sites import PublicSite, requested_site, site_directory
from newsroom.translation.locales import language_of
from newsroom.visibility import public

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
SITE_DESCRIPTION = "Host name of a site in /sites/; default: this host's."
SOCIAL_MEDIA_FIELDS = ("mastodon", "bluesky", "facebook", "x", "instagram", "youtube")
TRANSLATED_FIELDS = (
    *("name", "role", "region", "party", "funding", "imprint", "copyright"),
    *("disclaimer", "address", "logo_alt"),
)
sites_router = Router(tags=["Sites"], auth=PartnerAuth())
pages_router = Router(tags=["Pages and navigation"], auth=PartnerAuth())
navigation_router = Router(tags=["Pages and navigation"], auth=PartnerAuth())


class SiteParameters(Schema):
    """What the list of sites may be asked for."""

    limit: int = Field(MAX_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


class PageParameters(Schema):
    """What a list of pages may be asked for."""

    site: str = Field("", description=SITE_DESCRIPTION)
    language: Language | None = Field(None, description="Only pages written in it.")
    type: str | None = Field(
        None, pattern="^(home|standard|news_index)$", description="Only pages of this kind."
    )
    body: bool = Field(False, description="Send bodies too.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


class NavigationParameters(Schema):
    """Which menus."""

    site: str = Field("", description=SITE_DESCRIPTION)
    language: Language = Field(default_language(), description="Of the reader.")


@sites_router.get("/", response=Envelope[Site], operation_id="list_sites")
@conditional(known=SiteParameters)
def sites(request: HttpRequest, parameters: Query[SiteParameters]) -> dict[str, object]:
    """List the sites of this installation that have a public home page."""
    rows = sorted(site_directory(request).sites, key=lambda site: site.id)
    if parameters.cursor:
        after = int(decode_cursor(parameters.cursor, kind="sites")[0])
        rows = [site for site in rows if site.id > after]
    page = rows[: parameters.limit]
    cursor = encode_cursor([page[-1].id], kind="sites") if len(rows) > len(page) else ""
    return envelope(_site_documents(page), request=request, cursor=cursor)


@sites_router.get("/{int:id}/", response=Site, operation_id="get_site")
@conditional()
def site(request: HttpRequest, id: Path[int]) -> dict[str, object]:
    """Return one site."""
    rows = [site for site in site_directory(request).sites if site.id == id]
    if not rows:
        raise Problem(404, detail="There is no such site here.")
    return _site_documents(rows)[0]


@pages_router.get("/", response=Envelope[SitePage], operation_id="list_pages")
@conditional(known=PageParameters)
def pages(request: HttpRequest, parameters: Query[PageParameters]) -> dict[str, object]:
    """List the public pages of a site that are not statements, in their tree's order."""
    site = requested_site(request, hostname=parameters.site)
    rows = _public_pages(site)
    if parameters.language:
        rows = rows.filter(locale__language_code=parameters.language)
    if parameters.type:
        model = next(model for model, kind in KINDS.items() if kind == parameters.type)
        rows = rows.type(model)
    if parameters.cursor:
        (after,) = decode_cursor(parameters.cursor, kind="pages")
        rows = rows.filter(path__gt=after)
    page_and_next = list(rows.order_by("path")[: parameters.limit + 1])
    page = page_and_next[: parameters.limit]
    documents = page_documents(page, request, site=site, with_body=parameters.body)
    has_more = len(page_and_next) > len(page)
    cursor = encode_cursor([page[-1].path], kind="pages") if has_more else ""
    return envelope(documents, request=request, cursor=cursor)


@pages_router.get("/{int:id}/", response=SitePage, operation_id="get_page")
@conditional()
def page(request: HttpRequest, id: Path[int]) -> dict[str, object]:
    """Return one page with its body."""
    rows = public(Page.objects.filter(pk=id if id < 2**62 else 0)).type(*KINDS)
    row = rows.first()
    site = site_directory(request).site_of(row) if row is not None else None
    if row is None or site is None:
        raise Problem(404, detail="There is no public page here.")
    (document,) = page_documents([row], request, site=site, with_body=True)
    return DocumentWithHeaders(document, headers={"Content-Language": language_of(row)})


@navigation_router.get("/", response=Navigation, operation_id="get_navigation")
@conditional(known=NavigationParameters)
def navigation(request: HttpRequest, parameters: Query[NavigationParameters]) -> dict[str, object]:
    """Return the menus of a site for readers of a language."""
    site = requested_site(request, hostname=parameters.site)
    with translation.override(parameters.language):
        site_menus = menus(site_request(site))
    document = {
        "language": parameters.language,
        "main": [_link_document(link, site=site) for link in site_menus.main],
        "footer": [_link_document(link, site=site) for link in site_menus.footer],
    }
    return DocumentWithHeaders(document, headers={"Content-Language": parameters.language})


def _public_pages(site: PublicSite) -> PageQuerySet:
    """Return the public pages of a site that are home, standard or news index pages."""
    return public(Page.objects.filter(in_site_trees(site))).type(*KINDS)


def _link_document(link: MenuLink, *, site: PublicSite) -> dict[str, object]:
    return {
        "label": link.label,
        "url": link.url if "://" in link.url else site.root_url + link.url,
        "language": link.language or None,
        "label_language": link.label_language,
    }


def _site_documents(sites: list[PublicSite]) -> list[dict[str, object]]:
    offices = {
        office.site_id: office
        for office in OfficeSettings.objects.filter(site_id__in=[site.id for site in sites])
    }
    # Every host serves every file, so the first site's host serves for all.
    images = logos(offices.values(), root_url=sites[0].root_url) if sites else {}
    return [_site_document(site, offices.get(site.id), logo=images.get(site.id)) for site in sites]


def _site_document(
    site: PublicSite, office: OfficeSettings | None, *, logo: dict[str, object] | None
) -> dict[str, object]:
    return {
        "id": site.id,
        "hostname": site.hostname,
        "url": site.root_url,
        "api_url": f"{site.root_url}{API_PATH}/",
        "logo": logo,
        **{name: getattr(office, name, "") for name in ("accent", "email", "telephone")},
        "elsewhere": {
            name: url for name in SOCIAL_MEDIA_FIELDS if (url := getattr(office, name, ""))
        },
        "languages": [
            _language_document(site, office, language)
            for language in language_codes()
            if language in site.roots
        ],
    }


def _language_document(
    site: PublicSite, office: OfficeSettings | None, language: str
) -> dict[str, object]:
    root = site.roots[language]
    index = site.indexes.get(language)
    return {
        "language": language,
        "title": root.title,
        "url": site.root_url + root.html_path,
        "html_path": root.html_path,
        "statements_url": site.root_url + index if index else None,
        **{name: getattr(office, f"{name}_{language}", "") for name in TRANSLATED_FIELDS},
    }


__all__ = ["navigation_router", "pages_router", "sites_router"]

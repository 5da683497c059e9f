"""The links of a site's menus in the reader's language.

Both menus of a site take a fixed number of queries, whatever their length.
"""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site

from home.models import Navigation, StandardPage
from newsroom.caching.request_state import once_per_state
from newsroom.languages.configured import active_language
from newsroom.models import NewsIndexPage
from newsroom.translation.counterparts import fallback_url
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below, home_path


@dataclass(frozen=True, kw_only=True)
class MenuLink:
    """A menu entry; `language` is that of the linked page, "" for external addresses.

    `current` is "page" where the request is for the page itself, "true" where it is for one below,
    else "".
    """

    label: str
    url: str
    language: str
    label_language: str  # not the reader's where the page has no translation
    is_home: bool = False
    current: str = ""


@dataclass(frozen=True, kw_only=True)
class Menus:
    """The two menus of a site in the reader's language."""

    main: list[MenuLink]
    footer: list[MenuLink]

    @property
    def position(self) -> tuple[tuple[str, ...], ...]:
        """Return which entries are current: what else than the office the menus depend on."""
        return tuple(tuple(link.current for link in menu) for menu in (self.main, self.footer))


def menus(request: HttpRequest) -> Menus:
    """Return the menus of the request's site; an empty main menu shows the site's sections.

    The entries are read once per state.
    """
    language = active_language()
    found = once_per_state(request, ("menus", language), lambda: _menus(request, language=language))
    return Menus(
        main=[_marked(link, path=request.path) for link in found.main],
        footer=[_marked(link, path=request.path) for link in found.footer],
    )


def _menus(request: HttpRequest, *, language: str) -> Menus:
    site = Site.find_for_request(request)
    if site is None:
        return Menus(main=[], footer=[])
    navigation = Navigation.for_request(request)
    entries = {
        "main": [row["value"] for row in navigation.main_menu.raw_data],
        "footer": [row["value"] for row in navigation.footer_menu.raw_data],
    }
    ids = {entry["page"] for rows in entries.values() for entry in rows if entry.get("page")}
    pages = _pages(ids, language=language)
    main = _links(entries["main"], pages=pages, language=language, request=request)
    if not entries["main"]:
        main = _sections(site, language=language, request=request)
    return Menus(
        main=main,
        footer=_links(entries["footer"], pages=pages, language=language, request=request),
    )


def _pages(ids: set[int], *, language: str) -> dict[int, Page]:
    """Return for each chosen page the public page to link, in the reader's language if possible."""
    if not ids:
        return {}
    chosen = Page.objects.filter(pk__in=ids)
    rows = list(
        public(Page.objects.filter(translation_key__in=chosen.values("translation_key")))
        .select_related("locale")
        .order_by("pk")
    )
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    pages: dict[int, Page] = {}
    for pk, key in keys.items():
        translations = [row for row in rows if row.translation_key == key]
        preferred = [row for row in translations if row.locale.language_code == language]
        if translations:
            pages[pk] = (preferred or translations)[0]
    return pages


def _links(
    entries: list[dict], *, pages: dict[int, Page], language: str, request: HttpRequest
) -> list[MenuLink]:
    links = []
    for entry in entries:
        label = entry.get(f"label_{language}") or ""
        if entry.get("page"):
            page = pages.get(entry["page"])
            if page is not None:
                links.append(_page_link(page, label=label, language=language, request=request))
        elif entry.get("url"):
            links.append(
                MenuLink(
                    label=label,
                    url=entry["url"],
                    language="",
                    label_language=language,
                )
            )
    return links


def _page_link(page: Page, *, label: str, language: str, request: HttpRequest) -> MenuLink:
    page_language = page.locale.language_code
    url = page.get_url(request) if page_language == language else fallback_url(page, request)
    return MenuLink(
        label=label or page.title,
        url=url or "/",
        language=page_language,
        label_language=language if label else page_language,
        is_home=page.depth == 2,
    )


def _marked(link: MenuLink, *, path: str) -> MenuLink:
    """Return the link with `current`. A home page is current only for itself."""
    if not link.language:  # an address elsewhere
        return link
    if path == link.url:
        return replace(link, current="page")
    if not link.is_home and path.startswith(link.url):
        return replace(link, current="true")
    return link


def _sections(site: Site, *, language: str, request: HttpRequest) -> list[MenuLink]:
    """Return the children of the home page in the reader's language that are shown in menus."""
    children = at_or_below(home_path(site, language=language)) & Q(depth=3, show_in_menus=True)
    # Filtered by type: such pages are few, while all statements are below a home page.
    sections = public(Page.objects.type(StandardPage, NewsIndexPage).filter(children))
    return [
        _page_link(page, label="", language=language, request=request)
        for page in sections.select_related("locale").order_by("path")
    ]

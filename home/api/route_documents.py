"""Documents of a site's routes as the API returns them.

A route is one public URL: of a page, or of a list that has no page of its own. The number of
queries is constant for any number of routes.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from wagtail.models import Page

from home.api.page_documents import KINDS as PAGE_KINDS
from newsroom.addresses.routes import CORRECTIONS_FEED, FEED_FILES, Destination, suffix
from newsroom.languages.configured import language_codes, other_language
from newsroom.models import ArticlePage, Category
from newsroom.models.terms import Term
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import CursorValue
from newsroom.partners.api.sites import PublicSite, TermKind
from newsroom.partners.api.terms import PLURALS
from newsroom.translation.locales import language_of
from newsroom.visibility import public

KINDS = {**PAGE_KINDS, ArticlePage: "statement"}
PAGES, LISTS = "pages", "lists"
RouteDocument = dict[str, Any]
Pages = dict[object, list[Page]]  # by translation key
Paths = dict[str, dict[str, str]]  # paths of pages: by path in the tree, then by language


@dataclass(frozen=True, kw_only=True)
class RoutePage:
    """One page of routes. `after` holds the values of the next page's cursor, empty at the end."""

    routes: list[RouteDocument]
    after: list[CursorValue]


def read_routes(site: PublicSite, *, after: list[CursorValue], limit: int) -> RoutePage:
    """Return one page of the site's routes: pages in the order of the tree, then lists by path."""
    section, key = (str(value) for value in after or (PAGES, ""))
    rows: list[RouteDocument] = []
    if section == PAGES:
        pages = _pages_after(key, site=site, limit=limit + 1)
        rows = page_routes(pages[:limit], site=site)
        if len(pages) > limit:
            return RoutePage(routes=rows, after=[PAGES, pages[limit - 1].path])
        key = ""
    lists = [row for row in list_routes(site) if row["html_path"] > key]
    shown = lists[: limit - len(rows)]
    if len(lists) == len(shown):
        return RoutePage(routes=[*rows, *shown], after=[])
    last = shown[-1]["html_path"] if shown else ""
    return RoutePage(routes=[*rows, *shown], after=[LISTS, last])


def _pages_after(path: str, *, site: PublicSite, limit: int) -> list[Page]:
    rows = public(Page.objects.filter(in_site_trees(site), path__gt=path)).type(*KINDS)
    return list(rows.order_by("path").select_related("content_type")[:limit])


def in_site_trees(site: PublicSite) -> Q:
    """Match the pages in the site's trees that have the language of their tree."""
    trees = Q(pk__in=[])
    for root in site.roots.values():
        trees |= Q(url_path__startswith=root.url_path, locale__language_code=root.language)
    return trees


def page_routes(pages: list[Page], *, site: PublicSite) -> list[RouteDocument]:
    """Return the routes of public pages. Three queries for any number of pages."""
    by_key = _public_pages_by_key([page.translation_key for page in pages], site=site)
    untranslated = [page for page in pages if not _translations(page, by_key=by_key)]
    ancestors = _translated_ancestors(untranslated, site=site)
    return [_page_route(page, site=site, by_key=by_key, ancestors=ancestors) for page in pages]


def _public_pages_by_key(keys: Iterable[object], *, site: PublicSite) -> Pages:
    """Return the site's public pages with these translation keys, in every language."""
    pages: Pages = {}
    for row in public(Page.objects.filter(in_site_trees(site), translation_key__in=set(keys))):
        pages.setdefault(row.translation_key, []).append(row)
    return pages


def _translations(page: Page, *, by_key: Pages) -> list[Page]:
    rows = by_key.get(page.translation_key, [])
    return [row for row in rows if row.locale_id != page.locale_id]


def _translated_ancestors(pages: list[Page], *, site: PublicSite) -> Paths:
    """Return the paths of these pages' ancestors in each language, by their path in the tree."""
    paths = {page.path[:end] for page in pages for end in range(8, len(page.path), page.steplen)}
    ancestors = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
    by_key = _public_pages_by_key(ancestors.values(), site=site) if ancestors else {}
    return {
        path: {language_of(row): site.html_path(row) for row in by_key.get(key, [])}
        for path, key in ancestors.items()
    }


def _page_route(page: Page, *, site: PublicSite, by_key: Pages, ancestors: Paths) -> RouteDocument:
    kind = KINDS[page.cached_content_type.model_class()]
    language = language_of(page)
    translations = _translations(page, by_key=by_key)
    folder = "statements" if kind == "statement" else "pages"
    path = site.html_path(page)
    feeds = [path + name for name in FEED_FILES] if kind == "news_index" else []
    return _route(
        site,
        kind=kind,
        path=path,
        language=language,
        number=page.pk,
        title=page.title,
        api_url=f"{site.root_url}{API_PATH}/{folder}/{page.pk}/",
        list_query={"language": language} if kind == "news_index" else None,
        translations={language_of(row): site.html_path(row) for row in translations},
        untranslated_path=""
        if translations
        else _untranslated_path(page, ancestors=ancestors, language=language),
        feeds=feeds,
        updated_at=page.last_published_at,
    )


def _untranslated_path(page: Page, *, ancestors: Paths, language: str) -> str:
    """Return the path at which readers of the other language get the page, "" without one."""
    slugs = page.url_path.strip("/").split("/")
    for end in range(len(page.path) - page.steplen, 7, -page.steplen):
        base = ancestors.get(page.path[:end], {}).get(other_language(language))
        if base:
            below = (len(page.path) - end) // page.steplen
            return base + "".join(f"{slug}/" for slug in slugs[-below:])
    return ""


def list_routes(site: PublicSite) -> list[RouteDocument]:
    """Return the routes without a page: lists by term and year, feeds, corrections, search."""
    rows: list[RouteDocument] = []
    years = _years(site)
    for language in language_codes():
        if language not in site.roots:
            continue
        rows += _search_route(site, language=language)
        if language not in site.indexes:
            continue
        indexed = [code for code in language_codes() if code in site.indexes]
        rows.append(_index_route(site, Destination(is_feeds_page=True), language, indexed))
        rows.append(_index_route(site, Destination(is_corrections=True), language, indexed))
        for year in years.get(language, ()):
            with_year = [code for code in indexed if year in years.get(code, ())]
            rows.append(_index_route(site, Destination(year=str(year)), language, with_year))
    rows += [
        _term_route(site, term) for term in (*site.categories, *site.topics) if site.term_path(term)
    ]
    return sorted(rows, key=lambda row: row["html_path"])


def _years(site: PublicSite) -> dict[str, set[int]]:
    """Return the years with public statements, by language. One query."""
    indexes = Q(pk__in=[])
    for language, path in site.indexes.items():
        root = site.roots[language]
        indexes |= Q(url_path__startswith=root.url_path + path[len(root.html_path) :])
    rows = public(ArticlePage.objects.filter(in_site_trees(site) & indexes)).order_by()
    years: dict[str, set[int]] = {}
    for language, year in rows.values_list("locale__language_code", "date__year").distinct():
        years.setdefault(language, set()).add(year)
    return years


def _index_route(
    site: PublicSite, destination: Destination, language: str, languages: list[str]
) -> RouteDocument:
    """Return the route of a list below the news index, which exists in these languages."""
    paths = {code: site.indexes[code] + suffix(destination, language=code) for code in languages}
    year = destination.year
    path = paths[language]
    kinds = {destination.is_feeds_page: "feeds", destination.is_corrections: "corrections"}
    dates = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}
    return _route(
        site,
        kind=kinds.get(True, "year"),
        path=path,
        language=language,
        title=year,
        list_query={"language": language, **dates} if year else None,
        translations={code: other for code, other in paths.items() if code != language},
        feeds=[path + CORRECTIONS_FEED] if destination.is_corrections else [],
    )


def _term_route(site: PublicSite, term: Term) -> RouteDocument:
    kind: TermKind = "category" if isinstance(term, Category) else "topic"
    language = language_of(term)
    path = site.term_path(term)
    paths = {language_of(row): site.term_path(row) for row in site.translations(term)}
    return _route(
        site,
        kind=kind,
        path=path,
        language=language,
        number=term.pk,
        title=term.name,
        api_url=f"{site.root_url}{API_PATH}/{PLURALS[kind]}/{term.pk}/",
        list_query={"language": language, kind: term.slug},
        translations={code: other for code, other in paths.items() if other},
        feeds=[path + name for name in FEED_FILES],
    )


def _search_route(site: PublicSite, *, language: str) -> list[RouteDocument]:
    paths = {}
    for code in site.roots:
        with translation.override(code):
            try:
                paths[code] = reverse("search")
            except NoReverseMatch:
                return []
    return [
        _route(
            site,
            kind="search",
            path=paths.pop(language),
            language=language,
            api_url=f"{site.root_url}{API_PATH}/search/?language={language}",
            translations=paths,
        )
    ]


def _route(
    site: PublicSite,
    *,
    kind: str,
    path: str,
    language: str,
    number: int | None = None,
    title: str = "",
    api_url: str = "",
    list_query: dict[str, str] | None = None,
    translations: dict[str, str] | None = None,
    untranslated_path: str = "",
    feeds: list[str] | None = None,
    updated_at: datetime.datetime | None = None,
) -> RouteDocument:
    statements_url = (
        f"{site.root_url}{API_PATH}/statements/?{urlencode(list_query)}" if list_query else ""
    )
    return {
        "kind": kind,
        "language": language,
        "html_path": path,
        "url": site.root_url + path,
        "id": number,
        "title": title,
        "api_url": api_url or None,
        "statements_url": statements_url or None,
        "translations": [
            {"language": code, "html_path": other, "url": site.root_url + other}
            for code, other in sorted((translations or {}).items())
        ],
        "untranslated_path": untranslated_path or None,
        "feeds": feeds or [],
        "updated_at": timezone.localtime(updated_at).isoformat() if updated_at else None,
    }

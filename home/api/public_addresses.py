"""Which addresses does a site have for the public, and what is at each?

A route is one address: of a page, or of a list that has no page of its own. All are read in a
fixed number of queries for any number of them.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from wagtail.models import Page

from home.api.page_documents import KINDS as PAGE_KINDS
from newsroom.addresses.routes import FEED_FILES, Destination, suffix
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from newsroom.models.terms import Term
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.sites import LANGUAGES, Place
from newsroom.partners.api.terms import PLURALS
from newsroom.translation.locales import language_of
from newsroom.visibility import public

KINDS = {**PAGE_KINDS, ArticlePage: "statement"}
PAGES, LISTS = "pages", "lists"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Some routes in their order, and where to go on; `after` is empty at the end."""

    routes: list[dict]
    after: list


def read(place: Place, *, after: list, limit: int) -> Stretch:
    """Return the site's routes: pages in the order of the tree, then lists by address."""
    section, key = after or (PAGES, "")
    rows: list[dict] = []
    if section == PAGES:
        pages = _pages_after(key, place=place, limit=limit + 1)
        rows = page_routes(pages[:limit], place=place)
        if len(pages) > limit:
            return Stretch(routes=rows, after=[PAGES, pages[limit - 1].path])
        key = ""
    lists = [row for row in list_routes(place) if row["html_path"] > key]
    shown = lists[: limit - len(rows)]
    if len(lists) == len(shown):
        return Stretch(routes=[*rows, *shown], after=[])
    last = shown[-1]["html_path"] if shown else ""
    return Stretch(routes=[*rows, *shown], after=[LISTS, last])


def _pages_after(path: str, *, place: Place, limit: int) -> list[Page]:
    rows = public(Page.objects.filter(within(place), path__gt=path)).type(*KINDS)
    return list(rows.order_by("path").select_related("content_type")[:limit])


def within(place: Place) -> Q:
    """Match the pages of the site, each tree with the language that belongs to it."""
    trees = Q(pk__in=[])
    for root in place.roots.values():
        trees |= Q(url_path__startswith=root.url_path, locale__language_code=root.language)
    return trees


def page_routes(pages: list[Page], *, place: Place) -> list[dict]:
    """Return the routes of public pages. Three queries, whatever their number."""
    twins = _twins([page.translation_key for page in pages], place=place)
    alone = [page for page in pages if not _others(page, twins=twins)]
    bases = _bases(alone, place=place)
    return [_page_route(page, place=place, twins=twins, bases=bases) for page in pages]


def _twins(keys, *, place: Place) -> dict[object, list[Page]]:
    """Return the public pages with each key, in every language of the site."""
    found: dict[object, list[Page]] = {}
    for row in public(Page.objects.filter(within(place), translation_key__in=set(keys))):
        found.setdefault(row.translation_key, []).append(row)
    return found


def _others(page: Page, *, twins: dict) -> list[Page]:
    rows = twins.get(page.translation_key, [])
    return [row for row in rows if row.locale_id != page.locale_id]


def _bases(pages: list[Page], *, place: Place) -> dict[str, dict[str, str]]:
    """Return, by the tree's path, where the other language has the pages above these."""
    paths = {page.path[:end] for page in pages for end in range(8, len(page.path), page.steplen)}
    above = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
    twins = _twins(above.values(), place=place) if above else {}
    return {
        path: {language_of(row): place.html_path(row) for row in twins.get(key, [])}
        for path, key in above.items()
    }


def _page_route(page: Page, *, place: Place, twins: dict, bases: dict) -> dict:
    kind = KINDS[page.cached_content_type.model_class()]
    language = language_of(page)
    others = _others(page, twins=twins)
    folder = "statements" if kind == "statement" else "pages"
    path = place.html_path(page)
    feeds = [path + name for name in FEED_FILES] if kind == "news_index" else []
    return _route(
        place,
        kind=kind,
        path=path,
        language=language,
        number=page.pk,
        title=page.title,
        api_url=f"{place.root_url}{API_PATH}/{folder}/{page.pk}/",
        list_query={"language": language} if kind == "news_index" else None,
        others={language_of(row): place.html_path(row) for row in others},
        untranslated_path="" if others else _untranslated(page, bases=bases, language=language),
        feeds=feeds,
        updated_at=page.last_published_at,
    )


def _untranslated(page: Page, *, bases: dict, language: str) -> str:
    """Return where readers of the other language get the page, "" where they do not."""
    slugs = page.url_path.strip("/").split("/")
    for end in range(len(page.path) - page.steplen, 7, -page.steplen):
        base = bases.get(page.path[:end], {}).get(other_language(language))
        if base:
            below = (len(page.path) - end) // page.steplen
            return base + "".join(f"{slug}/" for slug in slugs[-below:])
    return ""


def list_routes(place: Place) -> list[dict]:
    """Return the routes that are no pages: lists by term and year, feeds page, search."""
    rows = []
    years = _years(place)
    for language in LANGUAGES:
        if language not in place.roots:
            continue
        rows += _search_route(place, language=language)
        if language not in place.indexes:
            continue
        everywhere = [own for own in LANGUAGES if own in place.indexes]
        rows.append(_below_index(place, Destination(is_feeds_page=True), language, everywhere))
        for year in years.get(language, ()):
            same = [own for own in everywhere if year in years.get(own, ())]
            rows.append(_below_index(place, Destination(year=str(year)), language, same))
    rows += [
        _term_route(place, row)
        for row in (*place.categories, *place.topics)
        if place.term_path(row)
    ]
    return sorted(rows, key=lambda row: row["html_path"])


def _years(place: Place) -> dict[str, set[int]]:
    """Return the years with public statements, by language. One query."""
    indexes = Q(pk__in=[])
    for language, path in place.indexes.items():
        root = place.roots[language]
        indexes |= Q(url_path__startswith=root.url_path + path[len(root.html_path) :])
    rows = public(ArticlePage.objects.filter(within(place) & indexes)).order_by()
    found: dict[str, set[int]] = {}
    for language, year in rows.values_list("locale__language_code", "date__year").distinct():
        found.setdefault(language, set()).add(year)
    return found


def _below_index(place: Place, destination: Destination, language: str, same: list[str]) -> dict:
    paths = {own: place.indexes[own] + suffix(destination, language=own) for own in same}
    year = destination.year
    dates = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}
    return _route(
        place,
        kind="feeds" if destination.is_feeds_page else "year",
        path=place.indexes[language] + suffix(destination, language=language),
        language=language,
        title=year,
        list_query={"language": language, **dates} if year else None,
        others={own: path for own, path in paths.items() if own != language},
    )


def _term_route(place: Place, term: Term) -> dict:
    kind = type(term).__name__.lower()
    language = language_of(term)
    path = place.term_path(term)
    others = {language_of(row): place.term_path(row) for row in place.translations(term)}
    return _route(
        place,
        kind=kind,
        path=path,
        language=language,
        number=term.pk,
        title=term.name,
        api_url=f"{place.root_url}{API_PATH}/{PLURALS[kind]}/{term.pk}/",
        list_query={"language": language, kind: term.slug},
        others={own: other for own, other in others.items() if other},
        feeds=[path + name for name in FEED_FILES],
    )


def _search_route(place: Place, *, language: str) -> list[dict]:
    paths = {}
    for own in place.roots:
        with translation.override(own):
            try:
                paths[own] = reverse("search")
            except NoReverseMatch:
                return []
    return [
        _route(
            place,
            kind="search",
            path=paths.pop(language),
            language=language,
            api_url=f"{place.root_url}{API_PATH}/search/?language={language}",
            others=paths,
        )
    ]


def _route(
    place: Place,
    *,
    kind: str,
    path: str,
    language: str,
    number: int | None = None,
    title: str = "",
    api_url: str = "",
    list_query: dict[str, str] | None = None,
    others: dict[str, str] | None = None,
    untranslated_path: str = "",
    feeds: list[str] | None = None,
    updated_at=None,
) -> dict:
    listed = f"{place.root_url}{API_PATH}/statements/?{urlencode(list_query)}" if list_query else ""
    return {
        "kind": kind,
        "language": language,
        "html_path": path,
        "url": place.root_url + path,
        "id": number,
        "title": title,
        "api_url": api_url or None,
        "statements_url": listed or None,
        "translations": [
            {"language": own, "html_path": other, "url": place.root_url + other}
            for own, other in sorted((others or {}).items())
        ],
        "untranslated_path": untranslated_path or None,
        "feeds": feeds or [],
        "updated_at": timezone.localtime(updated_at).isoformat() if updated_at else None,
    }

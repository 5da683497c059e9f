"""robots.txt, and sitemaps that list all public pages.

A part of a sitemap holds the statements whose tree paths begin with the same characters, so that no
part reads the statements of another. The first part also holds the pages beside them.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from newsroom.addresses.pages import pages_base_path
from newsroom.addresses.routes import Destination, suffix
from newsroom.caching.request_state import once_per_state
from newsroom.languages.configured import language_codes, other_language
from newsroom.models import ArticlePage, ArticleTopic, Category, NewsIndexPage, Topic
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below, end_below, home_path, in_language

# Of the four characters that number a statement in its index, in base 36: 1,296 statements a part.
# The protocol allows 50,000; smaller parts keep memory and time low.
PART_CHARACTERS = 2


@dataclass(frozen=True, kw_only=True)
class Root:
    """The home page of one language of a site: its place in the tree and its address."""

    language: str
    root_path: str
    tree_path: Subquery  # tree path of the home page, for use in a query
    host: str  # with its scheme, without a slash at its end
    base: str

    def address(self, url_path: str) -> str:
        """Return the full address of the page at `url_path`."""
        return self.base + url_path[len(self.root_path) :]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Return robots.txt, with the sitemap's address and without search results."""
    lines = ["User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}"]
    lines += [f"Disallow: {address}?" for address in _search_addresses()]
    roots = language_roots(Site.find_for_request(request))
    if roots:
        host = next(iter(roots.values())).host
        lines += ["", f"Sitemap: {host}{reverse('newsroom_sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Return the sitemap index, with one or more parts for each language."""
    lines = []
    for language, root in language_roots(Site.find_for_request(request)).items():
        for number, changed in _parts(root, request=request):
            address = root.host + reverse("newsroom_sitemap_part", args=[language, number])
            lines.append(f"<sitemap><loc>{escape(address)}</loc>{_lastmod(changed)}</sitemap>")
    return _xml("sitemapindex", "", lines)


@require_safe
def sitemap(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """Return one part of the public pages of a language, each with its translation."""
    site = Site.find_for_request(request)
    roots = language_roots(site)
    root, other = roots.get(language), roots.get(other_language(language))
    if root is None or not 1 <= number <= len(Page.alphabet) ** PART_CHARACTERS:
        raise Http404
    lines = list(_page_lines(root, other=other, number=number))
    if not lines:
        raise Http404
    if number == 1:
        lines += _term_lines(site, root=root, other=other)
    return _xml("urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', lines)


def language_roots(site: Site | None) -> dict[str, Root]:
    """Return the root of each language of the site. No query where Wagtail has cached the roots."""
    if site is None:
        return {}
    roots = {}
    for path in Site.get_site_root_paths():
        if path.site_id == site.pk and path.language_code in language_codes():
            roots[path.language_code] = Root(
                language=path.language_code,
                root_path=path.root_path,
                tree_path=home_path(site, language=path.language_code),
                host=path.root_url,
                base=path.root_url + pages_base_path(path.language_code),
            )
    return roots


def _pages(root: Root) -> QuerySet[Page]:
    return public(Page.objects.filter(at_or_below(root.tree_path), in_language(root.language)))


def _parts(root: Root, *, request: HttpRequest) -> list[tuple[int, datetime.datetime | None]]:
    """Return the numbers of the parts, each with its last publication. Read once per state."""
    return once_per_state(request, ("sitemap", root.language), lambda: _read_parts(root))


def _read_parts(root: Root) -> list[tuple[int, datetime.datetime | None]]:
    place: Case | Value = Value("")
    if (index := _index_path(root)) is not None:
        characters = Substr("path", len(index) + 1, PART_CHARACTERS)
        place = Case(When(at_or_below(index), then=characters), default=Value(""))
    rows = _pages(root).order_by().annotate(place=place).values_list("place")
    changed: dict[int, datetime.datetime | None] = {}
    for characters, moment in rows.annotate(changed=Max("last_published_at")):
        # "" for pages beside the statements, which are in the first part.
        number = int(characters or "0", len(Page.alphabet)) + 1
        known = changed.get(number)
        changed[number] = max(filter(None, (known, moment)), default=None)
    return sorted(changed.items())


def _index_path(root: Root) -> str | None:
    """Return the tree path of the language's news index, public or not."""
    indexes = NewsIndexPage.objects.type(NewsIndexPage).filter(at_or_below(root.tree_path))
    return indexes.order_by("path").values_list("path", flat=True).first()


def _of_part(number: int, *, root: Root) -> Q:
    """Match the pages of a part by ranges of tree paths."""
    index = _index_path(root)
    if index is None:
        return Q() if number == 1 else Q(pk__in=[])
    if number > 1:
        return at_or_below(index + _characters(number))
    until_first = Q(path__gte=root.tree_path, path__lte=end_below(index + _characters(1)))
    return until_first | Q(path__gt=end_below(index))


def _characters(number: int) -> str:
    """Return the characters that begin the statements of a part, below their index."""
    alphabet, rest, found = Page.alphabet, number - 1, ""
    for _position in range(PART_CHARACTERS):
        rest, digit = divmod(rest, len(alphabet))
        found = alphabet[digit] + found
    return found


def _page_lines(root: Root, *, other: Root | None, number: int) -> Iterator[str]:
    """Return the lines of a part's pages. Two queries, whatever their number."""
    pages = _pages(root).filter(_of_part(number, root=root))
    if other is not None:
        translated = _pages(other).filter(translation_key=OuterRef("translation_key"))
        pages = pages.annotate(other_path=Subquery(translated.values("url_path")[:1]))
    else:
        pages = pages.annotate(other_path=Subquery(Page.objects.none().values("url_path")))
    rows = pages.order_by("path").values_list("url_path", "last_published_at", "other_path")
    for url_path, changed, other_path in rows.iterator():
        addresses = {root.language: root.address(url_path)}
        if other is not None and other_path:
            addresses[other.language] = other.address(other_path)
        yield _line(addresses, language=root.language, changed=changed)


def _term_lines(site: Site, *, root: Root, other: Root | None) -> list[str]:
    """Return the lines of the lists of categories and topics with public statements."""
    # Correlated, so that the first public statement of a term ends the search.
    below = Page.objects.filter(at_or_below(root.tree_path))
    links = {
        Category: ArticlePage.categories.through.objects.filter(
            Exists(public(below.filter(pk=OuterRef("articlepage_id")))), category_id=OuterRef("pk")
        ),
        Topic: ArticleTopic.objects.filter(
            Exists(public(below.filter(pk=OuterRef("page_id")))), topic_id=OuterRef("pk")
        ),
    }
    indexes = _index_addresses(root, other)
    lines = []
    for model, used in links.items():
        name = model.__name__.lower()
        slugs = {
            (row.translation_key, row.locale.language_code): row.slug
            for row in model.objects.filter(site=site).select_related("locale")
        }
        for row in model.objects.filter(
            Exists(used), site=site, locale__language_code=root.language
        ):
            addresses = {
                language: base
                + suffix(
                    Destination(**{name: slugs[row.translation_key, language]}), language=language
                )
                for language, base in indexes.items()
                if (row.translation_key, language) in slugs
            }
            if root.language in addresses:
                lines.append(_line(addresses, language=root.language, changed=None))
    return lines


def _index_addresses(*roots: Root | None) -> dict[str, str]:
    found = {}
    for root in roots:
        if root is not None:
            index = (
                public(
                    NewsIndexPage.objects.type(NewsIndexPage).filter(at_or_below(root.tree_path))
                )
                .order_by("path")
                .values_list("url_path", flat=True)
                .first()
            )
            if index:
                found[root.language] = root.address(index)
    return found


def _line(addresses: dict[str, str], *, language: str, changed: datetime.datetime | None) -> str:
    alternates = ""
    if len(addresses) > 1:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
            for code, address in sorted(addresses.items())
        )
    return f"<url><loc>{escape(addresses[language])}</loc>{_lastmod(changed)}{alternates}</url>"


def _lastmod(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""


def _xml(element: str, namespaces: str, lines: list[str]) -> HttpResponse:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<{element} xmlns="{namespace}"{namespaces}>',
            *lines,
            f"</{element}>",
        ]
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _search_addresses() -> list[str]:
    """Return the search page's address in each language that has one."""
    found = []
    for language in language_codes():
        with translation.override(language):
            try:
                found.append(reverse("search"))
            except NoReverseMatch:
                continue
    return found

"""The public sites of the installation: their roots, news indexes, terms and addresses.

Every response needs these few rows. They are read once for each state of the content and cached in
the process until the state changes, so a list of statements needs no query for them.
"""

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from django.http import HttpRequest
from wagtail.models import Page, Site

from newsroom.addresses.indexes import term_destination
from newsroom.addresses.pages import pages_base_path
from newsroom.addresses.routes import suffix
from newsroom.languages.configured import default_language, language_codes
from newsroom.models import Category, NewsIndexPage, Topic
from newsroom.models.public_terms import is_public_term
from newsroom.models.terms import Term
from newsroom.partners.api.parameters import invalid_parameter
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.request_state import content_state
from newsroom.translation.locales import language_of
from newsroom.visibility import public

TermKind = Literal["category", "topic"]
TERM_KINDS: tuple[TermKind, ...] = ("category", "topic")


class PageRow(Protocol):
    """A page, or a row with the same columns."""

    @property
    def locale_id(self) -> int:
        """The id of the locale."""

    @property
    def url_path(self) -> str:
        """The path in the page tree."""


@dataclass(frozen=True, kw_only=True)
class LanguageRoot:
    """The home page of a site in one language: its path in the tree and in URLs."""

    language: str
    url_path: str
    html_path: str
    title: str
    page_id: int


@dataclass(frozen=True, kw_only=True)
class PublicSite:
    """A site with a public home page in at least one language."""

    id: int
    hostname: str
    name: str
    root_url: str
    is_default: bool
    roots: dict[str, LanguageRoot]  # by language
    indexes: dict[str, str]  # by language: path of the public news index, with a trailing slash
    categories: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    all_terms: tuple[Term, ...] = ()  # also those that only a draft has

    def html_path(self, page: PageRow) -> str:
        """Return the page's URL without host, "" for a page of another site."""
        root = self.roots.get(language_of(page))
        if root is None or not page.url_path.startswith(root.url_path):
            return ""
        return root.html_path + page.url_path[len(root.url_path) :]

    def contains(self, page: PageRow) -> bool:
        """Return whether the page is in this site's tree of the page's language."""
        return bool(self.html_path(page))

    def term_path(self, term: Term) -> str:
        """Return the URL without host of the term's list, "" without a public news index."""
        language = language_of(term)
        index = self.indexes.get(language)
        if index is None:
            return ""
        return index + suffix(term_destination(term), language=language)

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """Return the public categories or topics of all languages, in their order."""
        return self.categories if kind == "category" else self.topics

    def terms_by_id(self, kind: TermKind) -> dict[int, Term]:
        """Return the categories or topics by id, also those that are not public.

        They are for the names of the terms of a statement or draft that may be shown.
        """
        return self._terms_by_id[kind]

    @cached_property
    def _terms_by_id(self) -> dict[TermKind, dict[int, Term]]:
        return {
            "category": {term.pk: term for term in self.all_terms if isinstance(term, Category)},
            "topic": {term.pk: term for term in self.all_terms if isinstance(term, Topic)},
        }

    def translations(self, term: Term) -> list[Term]:
        """Return the translations of a term."""
        return [
            other
            for other in self.terms("category" if isinstance(term, Category) else "topic")
            if other.translation_key == term.translation_key and other.pk != term.pk
        ]


@dataclass(frozen=True, kw_only=True)
class SiteDirectory:
    """All public sites of the installation, the default site first."""

    sites: tuple[PublicSite, ...]

    def site_of(self, page: PageRow) -> PublicSite | None:
        """Return the site whose tree contains the page."""
        return next((site for site in self.sites if site.contains(page)), None)

    def by_hostname(self, hostname: str) -> PublicSite:
        """Return the site with this host name; raises a problem (422) where there is none."""
        for site in self.sites:
            if hostname.lower() in (site.hostname, site.root_url.partition("://")[2]):
                return site
        detail = f"There is no site “{hostname}” here; /sites/ lists all."
        raise invalid_parameter("site", detail=detail)


def site_directory(request: HttpRequest) -> SiteDirectory:
    """Return all public sites at the request's content state."""
    token = content_state(request).token
    with _lock:
        directory = _cache.get(token)
    if directory is None:
        directory = _load_directory()
        with _lock:
            _cache.clear()
            _cache[token] = directory
    return directory


def requested_site(request: HttpRequest, *, hostname: str = "") -> PublicSite:
    """Return the site with this host name, by default the site of the request's host.

    Raises a problem: 422 for an unknown host name, 404 where the request's host has no site.
    """
    directory = site_directory(request)
    if hostname:
        return directory.by_hostname(hostname)
    # Wagtail's own order without its query: exact host and port, then the host, then the default.
    host, _, port = request.get_host().lower().rpartition(":")
    host, port = (host, port) if host and port.isdecimal() else (request.get_host().lower(), "")
    own = [site for site in directory.sites if site.hostname == host]
    exact = [site for site in own if port and site.root_url.endswith(f":{port}")]
    default = [site for site in directory.sites if site.is_default]
    for site in [*exact, *own, *default]:
        return site
    raise Problem(404, detail="There is no site at this host.")


def clear_site_cache() -> None:
    """Clear the process cache of sites."""
    with _lock:
        _cache.clear()


_cache: dict[str, SiteDirectory] = {}  # by state token; holds the newest state only
_lock = threading.Lock()


def _load_directory() -> SiteDirectory:
    terms = [
        term
        for model in (Category, Topic)
        for term in model.objects.annotate(is_public=is_public_term(model))
    ]
    shown = [term for term in terms if term.is_public]
    indexes = list(public(NewsIndexPage.objects.all()).order_by("path"))
    roots = _language_roots()
    sites = []
    for row in Site.objects.order_by("-is_default_site", "hostname", "port"):
        site = PublicSite(
            id=row.pk,
            hostname=row.hostname,
            name=row.site_name,
            root_url=row.root_url,
            is_default=row.is_default_site,
            roots=roots.get(row.pk, {}),
            indexes={},
            categories=tuple(
                term for term in shown if term.site_id == row.pk and isinstance(term, Category)
            ),
            topics=tuple(
                term for term in shown if term.site_id == row.pk and isinstance(term, Topic)
            ),
            all_terms=tuple(term for term in terms if term.site_id == row.pk),
        )
        for index in indexes:
            if path := site.html_path(index):
                site.indexes.setdefault(language_of(index), path)
        if site.roots:
            sites.append(site)
    return SiteDirectory(sites=tuple(sites))


def _language_roots() -> dict[int, dict[str, LanguageRoot]]:
    """Return the roots with a public home page, by site and language."""
    prefixes = {language: pages_base_path(language) for language in language_codes()}
    paths = [root.root_path for root in Site.get_site_root_paths()]
    home_pages = {page.url_path: page for page in public(Page.objects.filter(url_path__in=paths))}
    roots: dict[int, dict[str, LanguageRoot]] = {}
    for root in Site.get_site_root_paths():
        language = root.language_code or default_language()
        home = home_pages.get(root.root_path)
        if home is not None and language in prefixes:
            roots.setdefault(root.site_id, {}).setdefault(
                language,
                LanguageRoot(
                    language=language,
                    url_path=root.root_path,
                    html_path=prefixes[language],
                    title=home.title,
                    page_id=home.pk,
                ),
            )
    return roots

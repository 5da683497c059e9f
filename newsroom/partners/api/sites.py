"""Which offices' sites are there, with which words of their own, and at which addresses?

The few rows that every answer needs. They are read once for each state of the content and kept by
the process until the state changes, so that a list of statements costs no queries for them.
"""

import threading
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from wagtail.models import Page, Site

from newsroom.addresses.pages import pages_base_path
from newsroom.addresses.routes import Destination, suffix
from newsroom.models import Category, NewsIndexPage, Topic
from newsroom.models.terms import Term
from newsroom.partners.api.parameters import wrong
from newsroom.partners.api.problems import Problem
from newsroom.publishing.state_token import State
from newsroom.translation.locales import language_of
from newsroom.visibility import public

LANGUAGES = ("en", "cy")


@dataclass(frozen=True, kw_only=True)
class Root:
    """Where a site's pages of one language begin: in the tree and in addresses."""

    language: str
    url_path: str
    html_path: str
    title: str
    page_id: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """One office's site."""

    id: int
    hostname: str
    name: str
    root_url: str
    is_default: bool
    roots: dict[str, Root]
    indexes: dict[str, str]  # language: path of the public news index, with a slash at its end
    categories: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()

    def html_path(self, page: Page) -> str:
        """Return the page's address without host, "" for a page of another site."""
        root = self.roots.get(language_of(page))
        if root is None or not page.url_path.startswith(root.url_path):
            return ""
        return root.html_path + page.url_path[len(root.url_path) :]

    def holds(self, page: Page) -> bool:
        """Return whether the page stands in this site's tree of its language."""
        return bool(self.html_path(page))

    def term_path(self, term: Term) -> str:
        """Return the address without host of the list of a term's statements, "" without index."""
        language = language_of(term)
        index = self.indexes.get(language)
        if index is None:
            return ""
        name = "category" if isinstance(term, Category) else "topic"
        return index + suffix(Destination(**{name: term.slug}), language=language)

    def terms(self, kind: str) -> tuple[Term, ...]:
        """Return the "category" or "topic" rows, of both languages, in their order."""
        return self.categories if kind == "category" else self.topics

    def terms_by_number(self, kind: str) -> dict[int, Term]:
        """Return the same by their numbers."""
        return self._by_number[kind]

    @cached_property
    def _by_number(self) -> dict[str, dict[int, Term]]:
        return {kind: {row.pk: row for row in self.terms(kind)} for kind in ("category", "topic")}

    def translations(self, term: Term) -> list[Term]:
        """Return the other languages' rows of a term."""
        kind = "category" if isinstance(term, Category) else "topic"
        return [
            row
            for row in self.terms(kind)
            if row.translation_key == term.translation_key and row.pk != term.pk
        ]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Every site of the installation."""

    rows: tuple[Place, ...]

    def of(self, page: Page) -> Place | None:
        """Return the site in whose tree the page stands."""
        return next((place for place in self.rows if place.holds(page)), None)

    def named(self, hostname: str) -> Place:
        """Return the site with this host name; a problem (422) where there is none."""
        for place in self.rows:
            if hostname.lower() in (place.hostname, place.root_url.partition("://")[2]):
                return place
        raise wrong("site", detail=f"There is no site “{hostname}” here; /sites/ lists all.")


def places_for(request: HttpRequest) -> Places:
    """Return every site, as of the state that the answer's tag names."""
    state: State = request.content_state
    with _lock:
        kept = _kept.get(state.token)
    if kept is None:
        kept = _read()
        with _lock:
            _kept.clear()
            _kept[state.token] = kept
    return kept


def place_for(request: HttpRequest, *, site: str = "") -> Place:
    """Return the site that is asked for: by name, else the one at the request's host."""
    places = places_for(request)
    if site:
        return places.named(site)
    # Compared here as Wagtail compares, without its query: exact host and port, host, default.
    host, _, port = request.get_host().lower().rpartition(":")
    host, port = (host, port) if host and port.isdecimal() else (request.get_host().lower(), "")
    own = [place for place in places.rows if place.hostname == host]
    exact = [place for place in own if port and place.root_url.endswith(f":{port}")]
    default = [place for place in places.rows if place.is_default]
    for place in [*exact, *own, *default]:
        return place
    raise Problem(404, detail="There is no site at this host.")


def forget_places() -> None:
    """Read all sites again when next asked."""
    with _lock:
        _kept.clear()


_kept: dict[str, Places] = {}
_lock = threading.Lock()


def _read() -> Places:
    prefixes = {language: pages_base_path(language) for language in LANGUAGES}
    terms = {kind: list(kind.objects.all()) for kind in (Category, Topic)}
    indexes = list(public(NewsIndexPage.objects.all()).order_by("path"))
    roots: dict[int, dict[str, Root]] = {}
    homes = _homes()
    for root in Site.get_site_root_paths():
        language = root.language_code or LANGUAGES[0]
        home = homes.get(root.root_path)
        if home is not None and language in prefixes:
            roots.setdefault(root.site_id, {}).setdefault(
                language,
                Root(
                    language=language,
                    url_path=root.root_path,
                    html_path=prefixes[language],
                    title=home.title,
                    page_id=home.pk,
                ),
            )
    rows = []
    for site in Site.objects.order_by("-is_default_site", "hostname", "port"):
        own = Place(
            id=site.pk,
            hostname=site.hostname,
            name=site.site_name,
            root_url=site.root_url,
            is_default=site.is_default_site,
            roots=roots.get(site.pk, {}),
            indexes={},
            categories=tuple(row for row in terms[Category] if row.site_id == site.pk),
            topics=tuple(row for row in terms[Topic] if row.site_id == site.pk),
        )
        for index in indexes:
            if path := own.html_path(index):
                own.indexes.setdefault(language_of(index), path)
        if own.roots:
            rows.append(own)
    return Places(rows=tuple(rows))


def _homes() -> dict[str, Page]:
    """Return the public home pages by their place in the tree."""
    paths = [root.root_path for root in Site.get_site_root_paths()]
    return {page.url_path: page for page in public(Page.objects.filter(url_path__in=paths))}

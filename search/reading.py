"""What would the index hold if it were made this moment? The database's answer, in entries."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from newsroom.models import ArticlePage
from search.documents import Entry, build_entry

BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Read:
    """The public ones among some pages, and when the others or these will change by themselves."""

    entries: tuple[Entry, ...]
    due: Mapping[int, datetime.datetime]


def read_pages(page_ids: list[int]) -> Read:
    """Read pages by id, in a fixed number of queries; those missing or not public have no entry."""
    now = timezone.now()
    statements = ArticlePage.objects.filter(pk__in=page_ids)
    roots = site_roots()
    entries = tuple(
        build_entry(page, site_id=site_of(page.path, roots))
        for page in _with_terms(statements.public_now())
    )
    due = {
        pk: min(moment for moment in moments if moment is not None and moment > now)
        for pk, *moments in statements.filter(live=True).values_list(
            "pk", "go_live_at", "expire_at"
        )
        if any(moment is not None and moment > now for moment in moments)
    }
    return Read(entries=entries, due=due)


def read_one(page_id: int) -> Entry:
    """Return the entry that a page has or would have if it were public; for its editors only."""
    page = _with_terms(ArticlePage.objects.filter(pk=page_id)).get()
    return build_entry(page, site_id=site_of(page.path, site_roots()))


def read_all(language: str) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries of all public statements in a language, in the order of their ids."""
    roots = site_roots()
    public = ArticlePage.objects.filter(locale__language_code=language).public_now()
    after = 0
    while True:
        numbers = list(
            public.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        if not numbers:
            return
        pages = _with_terms(public.filter(pk__in=numbers)).order_by("pk")
        yield tuple(build_entry(page, site_id=site_of(page.path, roots)) for page in pages)
        after = numbers[-1]


def read_due(language: str) -> dict[int, datetime.datetime]:
    """Return the statements whose being public changes by itself, with the next such moment."""
    now = timezone.now()
    found: dict[int, datetime.datetime] = {}
    for name in ("go_live_at", "expire_at"):
        rows = ArticlePage.objects.filter(
            live=True, locale__language_code=language, **{f"{name}__gt": now}
        ).values_list("pk", name)
        for pk, moment in rows:
            found[pk] = min(moment, found.get(pk, moment))
    return found


def site_roots() -> dict[str, int]:
    """Return the site of each root page's path; the other language's root counts as well."""
    sites = {site.root_page_id: site.pk for site in Site.objects.order_by("-is_default_site", "pk")}
    keys = dict(Page.objects.filter(pk__in=sites).values_list("translation_key", "pk"))
    roots = Page.objects.filter(translation_key__in=keys).values_list("path", "translation_key")
    return {path: sites[keys[key]] for path, key in roots}


def site_of(path: str, roots: Mapping[str, int]) -> int | None:
    """Return the site whose root page is at `path` or the closest above it."""
    above = [root for root in roots if path.startswith(root)]
    return roots[max(above, key=len)] if above else None


def _with_terms(statements: QuerySet) -> QuerySet:
    return statements.select_related("locale").prefetch_related(
        "categories", "article_topics__topic"
    )

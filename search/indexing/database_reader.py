"""Entries of statements as the database has them now.

Rows are read instead of page objects, whose construction would take longer than everything else.
"""

import datetime
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import ExpressionWrapper, F, JSONField, Model, QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from newsroom.models import ArticlePage, ArticleTopic
from newsroom.visibility.dates import DATES, next_date, next_dates
from search.engines.entries import Entry, TermLabel
from search.indexing.entry_builder import StatementRow, build_entries

BATCH = 500
COLUMNS = ("pk", "locale__language_code", "path", "title", "summary", "date")
CAPTIONS = ("lead_image_caption", "lead_image_alt", "lead_image_credit")
# In its stored form: the field itself would convert it to block values.
STORED_BODY = ExpressionWrapper(F("body"), output_field=JSONField())


@dataclass(frozen=True, kw_only=True)
class PagesRead:
    """The entries of the public pages among some, and the next go-live or expiry time of each."""

    entries: tuple[Entry, ...]
    due: Mapping[int, datetime.datetime]


def read_pages(page_ids: list[int]) -> PagesRead:
    """Read pages by id in a fixed number of queries; only existing public pages have an entry."""
    now = timezone.now()
    statements = ArticlePage.objects.filter(pk__in=page_ids)
    roots = site_roots()
    entries = _entries(statements.public_now(), roots=roots)
    due = {
        pk: moment
        for pk, *moments in statements.filter(live=True).values_list("pk", *DATES)
        if (moment := next_date(moments, now=now))
    }
    return PagesRead(entries=entries, due=due)


def read_page(page_id: int) -> Entry:
    """Return the entry of a page whether it is public or not; for its editors only."""
    (entry,) = _entries(ArticlePage.objects.filter(pk=page_id), roots=site_roots())
    return entry


def read_all(language: str) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries of all public statements in a language, in the order of their ids.

    Which statements are public is queried once: continuing after an id would sort all remaining
    rows for each batch. A statement that is unpublished before its batch is read is omitted where
    its own row shows it; the outbox has the other changes.
    """
    roots = site_roots()
    public = ArticlePage.objects.filter(locale__language_code=language).public_now()
    page_ids = array("q", public.order_by("pk").values_list("pk", flat=True).iterator())
    for start in range(0, len(page_ids), BATCH):
        batch = page_ids[start : start + BATCH].tolist()
        yield _entries(ArticlePage.objects.filter(pk__in=batch, live=True), roots=roots)


def read_due(language: str) -> dict[int, datetime.datetime]:
    """Return the statements with a future go-live or expiry time, and the next such moment."""
    live = ArticlePage.objects.filter(live=True, locale__language_code=language)
    return next_dates(live, now=timezone.now())


def site_roots() -> dict[str, int]:
    """Return the site of each root page by its path, including translations of root pages."""
    sites = {site.root_page_id: site.pk for site in Site.objects.order_by("-is_default_site", "pk")}
    keys = dict(Page.objects.filter(pk__in=sites).values_list("translation_key", "pk"))
    roots = Page.objects.filter(translation_key__in=keys).values_list("path", "translation_key")
    return {path: sites[keys[key]] for path, key in roots}


def site_of(path: str, roots: Mapping[str, int]) -> int | None:
    """Return the site of the root page at `path` or the closest one above it."""
    above = [root for root in roots if path.startswith(root)]
    return roots[max(above, key=len)] if above else None


def _entries(statements: "QuerySet[ArticlePage]", *, roots: Mapping[str, int]) -> tuple[Entry, ...]:
    """Return the entries of a few statements in the order of ids, in a fixed number of queries."""
    rows = list(statements.order_by("pk").values_list(*COLUMNS, *CAPTIONS, STORED_BODY))
    page_ids = [pk for pk, *_rest in rows]
    categories = _labels(
        ArticlePage.categories.through.objects.filter(articlepage__in=page_ids),
        page="articlepage",
        term="category",
    )
    topics = _labels(ArticleTopic.objects.filter(page__in=page_ids), page="page", term="topic")
    return build_entries(
        [
            StatementRow(
                page_id=pk,
                language=language,
                site_id=site_of(path, roots),
                title=title,
                summary=summary,
                date=date,
                body=body,
                captions=tuple(captions),
                categories=categories[pk],
                topics=topics[pk],
            )
            for pk, language, path, title, summary, date, *captions, body in rows
        ]
    )


def _labels(links: "QuerySet[Model]", *, page: str, term: str) -> Mapping[int, list[TermLabel]]:
    """Return the terms of each page, from the rows of the table that links the two."""
    labels: dict[int, list[TermLabel]] = defaultdict(list)
    rows = links.order_by().values_list(f"{page}_id", f"{term}__slug", f"{term}__name")
    for page_id, slug, name in rows:
        labels[page_id].append(TermLabel(slug=slug, name=name))
    return labels

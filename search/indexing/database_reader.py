"""What would the index hold if it were made this moment? The database's answer, in entries.

Rows are read, not pages: to make a page of Wagtail's out of a row takes longer than all the rest.
"""

import datetime
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import ExpressionWrapper, F, JSONField, QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from newsroom.models import ArticlePage, ArticleTopic
from newsroom.visibility.dates import DATES, next_date, next_dates
from search.indexing.documents import Entry, Row, TermLabel, build_entries

BATCH = 500
COLUMNS = ("pk", "locale__language_code", "path", "title", "summary", "date")
CAPTIONS = ("lead_image_caption", "lead_image_alt", "lead_image_credit")
# As it is stored: the field itself would make a value of blocks of it.
STORED_BODY = ExpressionWrapper(F("body"), output_field=JSONField())


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
    entries = _entries(statements.public_now(), roots=roots)
    due = {
        pk: moment
        for pk, *moments in statements.filter(live=True).values_list("pk", *DATES)
        if (moment := next_date(moments, now=now))
    }
    return Read(entries=entries, due=due)


def read_one(page_id: int) -> Entry:
    """Return the entry that a page has or would have if it were public; for its editors only."""
    (entry,) = _entries(ArticlePage.objects.filter(pk=page_id), roots=site_roots())
    return entry


def read_all(language: str) -> Iterator[tuple[Entry, ...]]:
    """Yield the entries of all public statements in a language, in the order of their ids.

    Which statements are public is asked once: to go on after an id would sort all that are left for
    each batch. One that is taken down before its batch comes is left out where that shows in its
    own row; the outbox has the others.
    """
    roots = site_roots()
    public = ArticlePage.objects.filter(locale__language_code=language).public_now()
    numbers = array("q", public.order_by("pk").values_list("pk", flat=True).iterator())
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH].tolist()
        yield _entries(ArticlePage.objects.filter(pk__in=batch, live=True), roots=roots)


def read_due(language: str) -> dict[int, datetime.datetime]:
    """Return the statements whose being public changes by itself, with the next such moment."""
    live = ArticlePage.objects.filter(live=True, locale__language_code=language)
    return next_dates(live, now=timezone.now())


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


def _entries(statements: QuerySet, *, roots: Mapping[str, int]) -> tuple[Entry, ...]:
    """Return the entries of a few statements by their ids, in a fixed number of queries."""
    found = list(statements.order_by("pk").values_list(*COLUMNS, *CAPTIONS, STORED_BODY))
    numbers = [pk for pk, *_rest in found]
    categories = _labels(
        ArticlePage.categories.through.objects.filter(articlepage__in=numbers),
        page="articlepage",
        term="category",
    )
    topics = _labels(ArticleTopic.objects.filter(page__in=numbers), page="page", term="topic")
    return build_entries(
        [
            Row(
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
            for pk, language, path, title, summary, date, *captions, body in found
        ]
    )


def _labels(links: QuerySet, *, page: str, term: str) -> Mapping[int, list[TermLabel]]:
    """Return the terms of each page that the rows of a table between them link it with."""
    labels: dict[int, list[TermLabel]] = defaultdict(list)
    rows = links.order_by().values_list(f"{page}_id", f"{term}__slug", f"{term}__name")
    for page_id, slug, name in rows:
        labels[page_id].append(TermLabel(slug=slug, name=name))
    return labels

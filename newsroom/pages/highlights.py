"""Statements for a home page: the newest of all, and the newest of some categories."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from newsroom.addresses.indexes import index_address
from newsroom.addresses.terms import office_terms
from newsroom.caching.prepared_queries import PreparedQuery
from newsroom.caching.request_state import once_per_state
from newsroom.counting.stored import Part, Selection, stored_counts
from newsroom.models import ArticlePage, Category, NewsIndexPage
from newsroom.pages.filters import Filters
from newsroom.pages.nearby import MAX_PREPARED, IndexScope, index_scope, rows
from newsroom.translation.locales import language_of
from newsroom.visibility import public

# Categories per row of the page. One or two full rows are shown.
ROW = 3
MIN_STATEMENTS = 2
# These newest statements mostly include all that each category shows.
RECENT = 300


@dataclass(frozen=True, kw_only=True)
class CategoryGroup:
    """A category with its newest statements."""

    category: Category
    url: str
    statements: list[ArticlePage]


class Filing(NamedTuple):
    """A statement in a category."""

    category_id: int
    page_id: int
    date: datetime.date


def latest(index: NewsIndexPage, *, number: int = 5) -> list[ArticlePage]:
    """Return the newest public statements of the index."""
    return _latest_query(index_scope(index), number).fetch(now=timezone.now())


def by_category(
    index: NewsIndexPage, *, request: HttpRequest, statements: int = 3
) -> list[CategoryGroup]:
    """Return three or six categories with recent statements, each with its newest statements.

    There are six only where six categories have at least two statements. They are in the office's
    order. The number of queries depends neither on the categories nor on the statements.
    """
    language = language_of(index)
    url = index_address(index, request=request)
    chosen = once_per_state(
        request,
        ("highlights", index.pk, statements),
        lambda: _newest_by_category(
            index,
            own=office_terms(request).categories_in(language),
            number=statements,
            request=request,
        ),
    )
    found = rows(pk for _category, newest in chosen for pk in newest)
    return [
        CategoryGroup(
            category=category,
            url=Filters(categories=(category.slug,)).address(url, language=language),
            statements=[found[pk] for pk in newest if pk in found],
        )
        for category, newest in chosen
    ]


def _newest_by_category(
    index: NewsIndexPage, *, own: list[Category], number: int, request: HttpRequest
) -> list[tuple[Category, list[int]]]:
    """Return the categories that are shown, each with the keys of its newest statements.

    The newest statements of all are read first. Only categories that have too few among them are
    looked up among all statements, which takes long in a large archive.
    """
    recent = [Filing(*row) for row in _recent_query(index_scope(index)).fetch(now=timezone.now())]
    totals = _totals(index, request=request)
    categories = _most_recent_categories(index, own=own, recent=recent, totals=totals)
    newest: dict[int, list[int]] = {category.pk: [] for category in categories}
    for filing in recent:
        found = newest.get(filing.category_id)
        if found is not None and len(found) < number:
            found.append(filing.page_id)
    incomplete = [pk for pk, found in newest.items() if len(found) < min(number, totals[pk])]
    if incomplete:
        links = _category_links(index).filter(category_id__in=incomplete)
        newest |= _first_of_each(links, number=number)
    return [(category, newest[category.pk]) for category in categories]


def _most_recent_categories(
    index: NewsIndexPage,
    *,
    own: list[Category],
    recent: list[Filing],
    totals: Mapping[int, int],
) -> list[Category]:
    """Return those of the office's categories that are shown, in its order."""
    used = [category for category in own if totals.get(category.pk)]
    full = [category for category in used if totals[category.pk] >= MIN_STATEMENTS]
    eligible, wanted = (full, 2 * ROW) if len(full) >= 2 * ROW else (used, ROW)
    # Statements beyond the recent ones may have the same date as the oldest of these.
    dates = {
        row.category_id: row.date
        for row in reversed(recent)
        if index.numchild <= RECENT or row.date > recent[-1].date
    }
    known = [category for category in eligible if category.pk in dates]
    if len(known) < min(wanted, len(eligible)):
        dates |= _last_dates(index, (category.pk for category in eligible))
        known = [category for category in eligible if category.pk in dates]
    chosen = sorted(known, key=lambda category: dates[category.pk], reverse=True)[:wanted]
    return [category for category in own if category in chosen]


def _totals(index: NewsIndexPage, *, request: HttpRequest) -> Mapping[int, int]:
    """Return the number of public statements of each category."""
    stored = stored_counts(request, index_ids=(index.pk,), selection=Selection())
    if stored is not None:
        return stored.get((Part(index.pk, is_untranslated=False), "category"), {})
    links = _category_links(index).values_list("category_id")
    return dict(links.annotate(number=Count("pk")))


def _last_dates(index: NewsIndexPage, category_ids: Iterable[int]) -> dict[int, datetime.date]:
    """Return the date of each category's newest public statement. Reads all of them."""
    links = _category_links(index).filter(category_id__in=list(category_ids))
    return dict(links.values_list("category_id").annotate(newest=Max("articlepage__date")))


@lru_cache(maxsize=MAX_PREPARED)
def _latest_query(scope: IndexScope, number: int) -> PreparedQuery[ArticlePage]:
    return PreparedQuery(scope.listed().newest_first().with_pictures()[:number])


@lru_cache(maxsize=MAX_PREPARED)
def _recent_query(scope: IndexScope) -> PreparedQuery[tuple[int, int, datetime.date]]:
    """Return the query of the newest statements with their categories, newest first."""
    recent = scope.listed().newest_first()[:RECENT]
    return PreparedQuery(
        # For all categories: a filter by category would make SQLite read all their statements.
        ArticlePage.categories.through.objects.filter(articlepage_id__in=recent.values("pk"))
        .order_by("-articlepage__date", "-articlepage__first_published_at", "-articlepage_id")
        .values_list("category_id", "articlepage_id", "articlepage__date")
    )


def _category_links(index: NewsIndexPage) -> QuerySet:
    """Return the rows that link public statements of the index to categories."""
    # Pages, not statements: only statements have terms, and their wide rows are not needed.
    directly_below = ArticlePage.objects.all().child_of_q(index)
    within = public(Page.objects.filter(directly_below)).order_by()
    return ArticlePage.categories.through.objects.filter(articlepage_id__in=within.values("pk"))


def _first_of_each(filings: QuerySet, *, number: int) -> dict[int, list[int]]:
    """Return the primary keys of the first `number` statements of each category."""
    place = Window(
        RowNumber(),
        partition_by="category_id",
        order_by=["-articlepage__date", "-articlepage__first_published_at", "-articlepage_id"],
    )
    rows = (
        filings.annotate(place=place)
        .filter(place__lte=number)
        .order_by("place")
        .values_list("category_id", "articlepage_id")
    )
    newest: dict[int, list[int]] = {}
    for category_id, page_id in rows:
        newest.setdefault(category_id, []).append(page_id)
    return newest

"""Statements for a home page: the newest of all, and the newest of some categories."""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from wagtail.models import Page

from newsroom.addresses.indexes import index_address
from newsroom.addresses.terms import office_terms
from newsroom.caching.request_state import once_per_state
from newsroom.models import ArticlePage, Category, NewsIndexPage
from newsroom.models.pages import LARGE_INDEX
from newsroom.pages.filters import Filters
from newsroom.translation.locales import language_of
from newsroom.visibility import public

# Categories per row of the page. One or two full rows are shown.
ROW = 3
MIN_STATEMENTS = 2
# In a large index, this many newest statements mostly include all that each category shows.
RECENT = 300


@dataclass(frozen=True, kw_only=True)
class CategoryGroup:
    """A category with its newest statements."""

    category: Category
    url: str
    statements: list[ArticlePage]


def latest(index: NewsIndexPage, *, number: int = 5) -> list[ArticlePage]:
    """Return the newest public statements of the index."""
    within = ArticlePage.objects.listed_in(index).public_now()
    return list(within.newest_first().with_pictures()[:number])


def by_category(
    index: NewsIndexPage, *, request: HttpRequest, statements: int = 3
) -> list[CategoryGroup]:
    """Return three or six categories with recent statements, each with its newest statements.

    There are six only where six categories have at least two statements. They are in the office's
    order. The number of queries depends neither on the categories nor on the statements.
    """
    language = language_of(index)
    url = index_address(index, request=request)
    # In a large archive this costs more than the rest of the page.
    categories = once_per_state(
        request,
        ("highlights", index.pk),
        lambda: _most_recent_categories(index, own=office_terms(request).categories_in(language)),
    )
    newest = _newest(index, categories=categories, number=statements)
    numbers = {pk for keys in newest.values() for pk in keys}
    rows = {page.pk: page for page in ArticlePage.objects.filter(pk__in=numbers).with_pictures()}
    return [
        CategoryGroup(
            category=category,
            url=Filters(categories=(category.slug,)).address(url, language=language),
            statements=[rows[pk] for pk in newest.get(category.pk, []) if pk in rows],
        )
        for category in categories
    ]


def _category_links(index: NewsIndexPage):
    """Return the rows that link public statements of the index to categories."""
    # Pages, not statements: only statements have terms, and their wide rows are not needed.
    directly_below = ArticlePage.objects.all().child_of_q(index)
    within = public(Page.objects.filter(directly_below)).order_by()
    return ArticlePage.categories.through.objects.filter(articlepage_id__in=within.values("pk"))


def _most_recent_categories(index: NewsIndexPage, *, own: list[Category]) -> list[Category]:
    """Return those of the office's categories that are shown, in its order."""
    used = {
        row["category_id"]: row
        for row in _category_links(index)
        .filter(category_id__in=[category.pk for category in own])
        .values("category_id")
        .annotate(newest=Max("articlepage__date"), number=Count("pk"))
    }
    categories = [category for category in own if category.pk in used]
    recent = sorted(categories, key=lambda category: used[category.pk]["newest"], reverse=True)
    full = [category for category in recent if used[category.pk]["number"] >= MIN_STATEMENTS]
    chosen = full[: 2 * ROW] if len(full) >= 2 * ROW else recent[:ROW]
    return [category for category in categories if category in chosen]


def _newest(
    index: NewsIndexPage, *, categories: list[Category], number: int
) -> dict[int, list[int]]:
    """Return the primary keys of each category's newest statements. One query, rarely two."""
    numbers = [category.pk for category in categories]
    if index.numchild > LARGE_INDEX:
        recent = ArticlePage.objects.listed_in(index).public_now().newest_first()[:RECENT]
        newest = _first_of_each(
            # For all categories: a filter by category would make SQLite read all their statements.
            ArticlePage.categories.through.objects.filter(articlepage_id__in=recent.values("pk")),
            number=number,
        )
        if all(len(newest.get(pk, ())) == number for pk in numbers):
            return {pk: newest[pk] for pk in numbers}
    return _first_of_each(_category_links(index).filter(category_id__in=numbers), number=number)


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

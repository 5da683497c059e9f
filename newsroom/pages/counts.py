"""Numbers of public statements in a list, by category, topic and year.

In a large archive they cost more than the rest of the page. Each process counts them once for a
state of the office, for all pages of a list and for all lists with the same other filters.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest
from wagtail.models import Page

from newsroom.caching.request_state import once_per_state
from newsroom.models import ArticlePage, ArticleTopic
from newsroom.models.terms import Term
from newsroom.pages.filters import Filters, SiteTerms, narrow
from newsroom.visibility import public

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class ListCounts:
    """The counts of one list. `key` names the statements that `scope` matches.

    Each facet is counted among the statements that match the filters of the other facets.
    """

    request: HttpRequest | None
    key: tuple[object, ...]
    scope: Q
    filters: Filters
    terms: SiteTerms

    def by_category(self) -> Counter:
        """Return the number of statements of each category, by translation key."""
        return self._once(
            "category",
            lambda: _count_terms(
                ArticlePage.categories.through.objects.filter(
                    articlepage_id__in=self._pages(without="category").values("pk")
                ).values_list("category_id"),
                rows=self.terms.categories.rows,
            ),
        )

    def by_topic(self) -> Counter:
        """Return the number of statements of each topic, by translation key."""
        return self._once(
            "topic",
            lambda: _count_terms(
                ArticleTopic.objects.filter(page_id__in=self._pages(without="topic").values("pk"))
                .order_by()
                .values_list("topic_id"),
                rows=self.terms.topics.rows,
            ),
        )

    def by_year(self) -> dict[str, int]:
        """Return the number of statements of each year."""
        return self._once("year", self._count_years)

    def total(self) -> int:
        """Return the number of statements that match all filters."""
        return self._once(
            "", lambda: self._narrow(ArticlePage.objects.filter(self.scope).public_now()).count()
        )

    def _count_years(self) -> dict[str, int]:
        statements = ArticlePage.objects.filter(self.scope).public_now().order_by()
        # Not ExtractYear, which SQLite runs in Python for each row.
        years = self._narrow(statements, without="year").values_list(
            Substr(Cast("date", CharField()), 1, 4)
        )
        return dict(years.annotate(number=Count("pk")))

    def _pages(self, *, without: str) -> QuerySet:
        # Pages, not statements: only statements have terms, and their wide rows are not needed.
        return self._narrow(public(Page.objects.filter(self.scope)).order_by(), without=without)

    def _narrow(self, statements: QuerySet, *, without: str = "") -> QuerySet:
        return narrow(statements, self.filters, terms=self.terms, without=without)

    def _once(self, facet: str, compute: Callable[[], Value]) -> Value:
        others = tuple(
            frozenset(self.filters.values(name))
            for name in ("category", "topic", "year")
            if name != facet
        )
        return once_per_state(self.request, ("counts", *self.key, facet, others), compute)


def _count_terms(links: QuerySet, *, rows: list[Term]) -> Counter:
    """Return the number of statements of each term's translation key. One query.

    A statement that was moved from another office may still have terms of that office.
    """
    keys = {row.pk: row.translation_key for row in rows}
    counts: Counter = Counter()
    for term_id, number in links.annotate(number=Count("pk")):
        if term_id in keys:
            counts[keys[term_id]] += number
    return counts

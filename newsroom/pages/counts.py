"""Numbers of public statements in a list, by category, topic and year.

They are stored (`newsroom/counting`) for lists with no filter or one; several years are one filter.
Where filters are combined, each process counts once for a state of the office, for all pages of a
list and for all lists with the same other filters.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest
from wagtail.models import Page

from newsroom.caching.request_state import once_per_state
from newsroom.counting.stored import Part, Selection, stored_counts
from newsroom.models import ArticlePage, ArticleTopic
from newsroom.models.terms import Term
from newsroom.pages.filters import Filters, SiteTerms, is_year, narrow
from newsroom.visibility import public

Value = TypeVar("Value")
FACETS = ("category", "topic", "year")


@dataclass(frozen=True, kw_only=True)
class ListCounts:
    """The counts of one list. `parts` are the statements that `scope` matches.

    `index_ids` are the indexes whose stored counts are read together. Each facet is counted among
    the statements that match the filters of the other facets.
    """

    request: HttpRequest | None
    parts: tuple[Part, ...]
    index_ids: tuple[int, ...]
    scope: Q
    filters: Filters
    terms: SiteTerms

    def by_category(self) -> Counter:
        """Return the number of statements of each category, by translation key."""
        stored = self._stored("category")
        if stored is not None:
            return _by_translation_key(stored.items(), rows=self.terms.categories.rows)
        links = ArticlePage.categories.through.objects
        return self._once(
            "category",
            lambda: _count_terms(
                links.filter(
                    articlepage_id__in=self._pages(without="category").values("pk")
                ).values_list("category_id"),
                rows=self.terms.categories.rows,
            ),
        )

    def by_topic(self) -> Counter:
        """Return the number of statements of each topic, by translation key."""
        stored = self._stored("topic")
        if stored is not None:
            return _by_translation_key(stored.items(), rows=self.terms.topics.rows)
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
        stored = self._stored("year")
        if stored is not None:
            return {f"{year:04}": number for year, number in stored.items()}
        return self._once("year", self._count_years)

    def total(self) -> int:
        """Return the number of statements that match all filters."""
        years = self._stored("year")
        if years is not None:
            chosen = {int(year) for year in self.filters.years if is_year(year)}
            return sum(
                number for year, number in years.items() if year in chosen or not self.filters.years
            )
        return self._once(
            "", lambda: self._narrow(ArticlePage.objects.filter(self.scope).public_now()).count()
        )

    def _stored(self, facet: str) -> Counter[int] | None:
        """Return the stored number of each value of a facet; None where it must be counted."""
        selection = self._selection(facet)
        if selection is None:
            return None
        if not selection.values:
            return Counter()
        counts = stored_counts(self.request, index_ids=self.index_ids, selection=selection)
        if counts is None:
            return None
        found: Counter[int] = Counter()
        for part in self.parts:
            found.update(counts.get((part, facet), {}))
        return found

    def _selection(self, facet: str) -> Selection | None:
        """Return the filter of the other facets; None for several, which are not stored.

        The same statement may have several terms, but has one year.
        """
        others = [name for name in FACETS if name != facet and self.filters.values(name)]
        if not others:
            return Selection()
        values = self.filters.values(others[0])
        if len(others) > 1 or (others[0] != "year" and len(values) > 1):
            return None
        if others[0] == "year":
            years = tuple(sorted({int(year) for year in values if is_year(year)}))
            return Selection("year", years)
        terms = {"category": self.terms.categories, "topic": self.terms.topics}[others[0]]
        return Selection(others[0], tuple(sorted(terms.ids(values))))

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
        others = tuple(frozenset(self.filters.values(name)) for name in FACETS if name != facet)
        return once_per_state(self.request, ("counts", self.parts, facet, others), compute)


def _count_terms(links: QuerySet, *, rows: list[Term]) -> Counter:
    """Return the number of statements of each term's translation key. One query."""
    return _by_translation_key(links.annotate(number=Count("pk")), rows=rows)


def _by_translation_key(numbers: Iterable[tuple[int, int]], *, rows: list[Term]) -> Counter:
    """Add the numbers of each term's rows.

    A statement that was moved from another office may still have terms of that office.
    """
    keys = {row.pk: row.translation_key for row in rows}
    counts: Counter = Counter()
    for term_id, number in numbers:
        if term_id in keys:
            counts[keys[term_id]] += number
    return counts

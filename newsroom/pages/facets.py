"""Facets of a list: the values that can be chosen, with the number of statements of each."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from newsroom.pages.counts import ListCounts
from newsroom.pages.filters import Filters, SiteTerms

MAX_TOPICS = 24


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value of a facet. Its address selects or deselects it.

    `language` is that of the label where it differs from the page's.
    """

    label: str
    value: str
    count: int
    selected: bool
    url: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Facet:
    """The values of "category", "topic" or "year", counted as if none of them were selected."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True, kw_only=True)
class SelectedValue:
    """A selected value and the address without it.

    `language` is that of the label where it differs from the page's.
    """

    label: str
    remove_url: str
    language: str = ""


def _label(facet: str, value: str, *, terms: SiteTerms) -> str:
    kinds = {"category": terms.categories, "topic": terms.topics}
    term = kinds[facet].by_slug(value) if facet in kinds else None
    return term.name if term else value


def selected_values(
    filters: Filters, *, terms: SiteTerms, url: str, language: str
) -> list[SelectedValue]:
    """Return the selected values of all facets, each with the address without it."""
    return [
        SelectedValue(
            label=_label(facet, value, terms=terms),
            remove_url=filters.toggled(facet, value).address(url, language=language),
        )
        for facet in ("category", "topic", "year")
        for value in filters.values(facet)
    ]


def facets(
    counts: ListCounts, *, filters: Filters, terms: SiteTerms, url: str, language: str
) -> list[Facet]:
    """Return the facets of a list, each counted among statements that match the other facets."""

    def option(facet: str, value: str, label: str, count: int) -> Option:
        return Option(
            label=label,
            value=value,
            count=count,
            selected=value in filters.values(facet),
            url=filters.toggled(facet, value).address(url, language=language),
        )

    by_category, by_topic, by_year = counts.by_category(), counts.by_topic(), counts.by_year()
    categories = [
        option("category", term.slug, term.name, by_category[term.translation_key])
        for term in terms.categories.own
        if by_category[term.translation_key] or term.slug in filters.categories
    ]
    topics = [
        option("topic", term.slug, term.name, by_topic[term.translation_key])
        for term in terms.topics.own
        if by_topic[term.translation_key] or term.slug in filters.topics
    ]
    topics.sort(key=lambda row: (not row.selected, -row.count, row.label))
    years = [option("year", year, year, by_year[year]) for year in sorted(by_year, reverse=True)]
    return [
        Facet(name="category", label=_("Category"), options=categories),
        Facet(name="topic", label=_("Topic"), options=topics[:MAX_TOPICS]),
        Facet(name="year", label=_("Year"), options=years),
    ]


def filtered_total(facets: list[Facet], *, filters: Filters) -> int:
    """Return how many statements match all filters. No query.

    Each statement has one year, and years are counted as if none were selected, so their sum is the
    total.
    """
    years = next(facet for facet in facets if facet.name == "year")
    return sum(row.count for row in years.options if row.selected or not filters.years)

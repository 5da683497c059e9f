"""Filters of the news index: parsing and writing of addresses, and narrowing of a QuerySet.

Several values of one filter widen the result ("or"). Different filters narrow it ("and").
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, QueryDict

from newsroom.addresses.routes import Destination, suffix
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from newsroom.models.public_terms import public_terms
from newsroom.models.terms import Term
from newsroom.translation.locales import language_of

MAX_VALUES = 20


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The filters of a list as written in its address, including unknown values."""

    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    include_untranslated: bool = False
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Return whether any filter narrows the list."""
        return bool(self.categories or self.topics or self.years)

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the selected values of "category", "topic" or "year"."""
        return {"category": self.categories, "topic": self.topics, "year": self.years}[facet]

    def with_values(self, facet: str, values: Iterable[str]) -> "Filters":
        """Return the filters with other values of one facet, from the first page."""
        name = {"category": "categories", "topic": "topics", "year": "years"}[facet]
        return replace(self, page=1, **{name: tuple(values)})

    def toggled(self, facet: str, value: str) -> "Filters":
        """Return the filters with the value added, or removed if it is selected."""
        chosen = self.values(facet)
        rest = tuple(other for other in chosen if other != value)
        return self.with_values(facet, rest if value in chosen else (*chosen, value))

    def address(self, index_url: str, *, language: str) -> str:
        """Return the canonical address of the list.

        It is a readable path where exactly one value is selected, else a query string.
        """
        base, query = index_url, []
        destination = self._destination()
        if destination is not None:
            base = index_url + suffix(destination, language=language)
        else:
            for facet in ("category", "topic", "year"):
                query += [(facet, value) for value in self.values(facet)]
        if self.include_untranslated:
            query.append(("include", "untranslated"))
        if self.page > 1:
            query.append(("page", str(self.page)))
        return f"{base}?{urlencode(query)}" if query else base

    def _destination(self) -> Destination | None:
        if len(self.categories) + len(self.topics) + len(self.years) != 1:
            return None
        if self.years and not is_year(self.years[0]):
            return None
        return Destination(
            category="".join(self.categories),
            topic="".join(self.topics),
            year="".join(self.years),
        )


def parse(parameters: QueryDict, *, destination: Destination) -> Filters:
    """Return the filters of a request; a value in the path counts like a parameter.

    Raises `Http404` if `page` is not a valid number.
    """
    number = parameters.get("page", "1")
    if not (number.isascii() and number.isdigit()) or not 1 <= int(number[:9]) < 10**6:
        raise Http404
    return Filters(
        categories=_selected_values(parameters, "category", destination.category),
        topics=_selected_values(parameters, "topic", destination.topic),
        years=_selected_values(parameters, "year", destination.year),
        include_untranslated=parameters.get("include") == "untranslated",
        page=int(number),
    )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The public terms of one kind of a site in both languages, looked up without queries."""

    language: str
    rows: list[Term]
    _by_key: dict = field(init=False)
    _own_by_key: dict = field(init=False)
    _own_by_slug: dict = field(init=False)

    def __post_init__(self) -> None:
        by_key: dict = {}
        for row in self.rows:
            by_key.setdefault(row.translation_key, []).append(row)
        own = [row for row in self.rows if language_of(row) == self.language]
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_own_by_key", {row.translation_key: row for row in own})
        object.__setattr__(self, "_own_by_slug", {row.slug: row for row in own})

    @classmethod
    def for_site(cls, model: type[Term], *, site_id: int, language: str) -> "Terms":
        """Return the public terms of the site. One query."""
        rows = list(public_terms(model).filter(site_id=site_id))
        return cls(language=language, rows=rows)

    @property
    def own(self) -> list[Term]:
        """Return the terms of the language, in their order."""
        return list(self._own_by_slug.values())

    def by_slug(self, slug: str) -> Term | None:
        """Return the term of the language with this slug."""
        return self._own_by_slug.get(slug)

    def own_row(self, key) -> Term | None:
        """Return the language's row of a translation key."""
        return self._own_by_key.get(key)

    def other_row(self, term: Term) -> Term | None:
        """Return the other language's row of a term."""
        rows = self._by_key.get(term.translation_key, [])
        return next((row for row in rows if row.pk != term.pk), None)

    def ids(self, slugs: Iterable[str]) -> list[int]:
        """Return the primary keys of the named terms in both languages, without unknown slugs."""
        found = [term for slug in slugs if (term := self.by_slug(slug)) is not None]
        return [row.pk for term in found for row in self._by_key[term.translation_key]]


@dataclass(frozen=True, kw_only=True)
class SiteTerms:
    """The categories and topics of a site."""

    categories: Terms
    topics: Terms

    @classmethod
    def for_site(cls, *, site_id: int, language: str) -> "SiteTerms":
        """Return the categories and topics of the site. Two queries."""
        return cls(
            categories=Terms.for_site(Category, site_id=site_id, language=language),
            topics=Terms.for_site(Topic, site_id=site_id, language=language),
        )


def narrow(
    statements: QuerySet,
    filters: Filters,
    *,
    terms: SiteTerms,
    without: str = "",
    row_by_row: bool = False,
) -> QuerySet:
    """Return those of `statements` that match the filters, except the filter of facet `without`.

    The query may be of `ArticlePage` or `Page`. `row_by_row` is for the first rows of many matches
    in an order that a database index has: terms are looked up for each row until enough are found,
    instead of collecting all statements of the terms.
    """
    kinds = [
        ("category", ArticlePage.categories.through, "articlepage_id", terms.categories),
        ("topic", ArticleTopic, "page_id", terms.topics),
    ]
    for facet, link, page_field, kind in kinds:
        if without == facet or not filters.values(facet):
            continue
        links = link.objects.filter(**{f"{facet}_id__in": kind.ids(filters.values(facet))})
        if row_by_row:
            statements = statements.filter(Exists(links.filter(**{page_field: OuterRef("pk")})))
        else:
            statements = statements.filter(pk__in=links.values(page_field))
    if filters.years and without != "year":
        date_field = "date" if statements.model is ArticlePage else "articlepage__date"
        statements = statements.filter(_within_years(filters.years, date_field=date_field))
    return statements


def _within_years(years: Iterable[str], *, date_field: str) -> Q:
    """Match dates within any of the years. An invalid year matches nothing."""
    matching = Q(pk__in=[])
    for year in years:
        if is_year(year):
            number = int(year)
            matching |= Q(
                **{
                    f"{date_field}__range": (
                        datetime.date(number, 1, 1),
                        datetime.date(number, 12, 31),
                    )
                }
            )
    return matching


def is_year(value: str) -> bool:
    """Return whether the value is a year of four digits."""
    return len(value) == 4 and value.isascii() and value.isdigit() and value != "0000"


def _selected_values(parameters: QueryDict, name: str, from_path: str) -> tuple[str, ...]:
    values = [from_path, *parameters.getlist(name)]
    unique = dict.fromkeys(value[:100] for value in values if value)
    return tuple(unique)[:MAX_VALUES]

"""Which statements does a shared address of the news index ask for?

Parses the address, narrows a QuerySet accordingly, and writes addresses again. Values within one
filter widen the answer ("or"), different filters narrow it ("and").
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from newsroom.addresses.routes import Destination, suffix
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from newsroom.models.terms import Term
from newsroom.translation.locales import language_of

MAX_VALUES = 20


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What was asked for, as written in the address; unknown values are kept."""

    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    include_untranslated: bool = False
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Return whether anything narrows the list."""
        return bool(self.categories or self.topics or self.years)

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the chosen values of "category", "topic" or "year"."""
        return {"category": self.categories, "topic": self.topics, "year": self.years}[facet]

    def with_values(self, facet: str, values: Iterable[str]) -> "Filters":
        """Return the same with other values of one facet, from its first page."""
        name = {"category": "categories", "topic": "topics", "year": "years"}[facet]
        return replace(self, page=1, **{name: tuple(values)})

    def toggled(self, facet: str, value: str) -> "Filters":
        """Return the same with the value added, or taken away where it is chosen."""
        chosen = self.values(facet)
        rest = tuple(other for other in chosen if other != value)
        return self.with_values(facet, rest if value in chosen else (*chosen, value))

    def address(self, index_url: str, *, language: str) -> str:
        """Return the one address of this list: a readable one where a single filter is chosen."""
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
        if self.years and not _is_year(self.years[0]):
            return None
        return Destination(
            category="".join(self.categories),
            topic="".join(self.topics),
            year="".join(self.years),
        )


def parse(parameters: QueryDict, *, destination: Destination) -> Filters:
    """Read the address; the readable part counts like a parameter. 404 for a page not a number."""
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
    """The terms of one kind of a site, in both languages, looked up without further queries."""

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
        """Read all terms of the site. One query."""
        rows = list(model.objects.filter(site_id=site_id))
        return cls(language=language, rows=rows)

    @property
    def own(self) -> list[Term]:
        """Return the terms of the language, in their order."""
        return list(self._own_by_slug.values())

    def by_slug(self, slug: str) -> Term | None:
        """Return the term of the language that an address names."""
        return self._own_by_slug.get(slug)

    def own_row(self, key) -> Term | None:
        """Return the language's row of a translation key."""
        return self._own_by_key.get(key)

    def other_row(self, term: Term) -> Term | None:
        """Return the other language's row of a term."""
        rows = self._by_key.get(term.translation_key, [])
        return next((row for row in rows if row.pk != term.pk), None)

    def ids(self, slugs: Iterable[str]) -> list[int]:
        """Return the numbers of the named terms in both languages; unknown names have none."""
        found = [term for slug in slugs if (term := self.by_slug(slug)) is not None]
        return [row.pk for term in found for row in self._by_key[term.translation_key]]


@dataclass(frozen=True, kw_only=True)
class SiteTerms:
    """Categories and topics of a site."""

    categories: Terms
    topics: Terms

    @classmethod
    def for_site(cls, *, site_id: int, language: str) -> "SiteTerms":
        """Read both kinds. Two queries."""
        return cls(
            categories=Terms.for_site(Category, site_id=site_id, language=language),
            topics=Terms.for_site(Topic, site_id=site_id, language=language),
        )


def narrow(
    statements: QuerySet, filters: Filters, *, terms: SiteTerms, without: str = ""
) -> QuerySet:
    """Keep the statements that were asked for; `without` leaves one facet's own filter out.

    They may be given as statements or as pages.
    """
    if filters.categories and without != "category":
        through = ArticlePage.categories.through.objects.filter(
            category_id__in=terms.categories.ids(filters.categories)
        )
        statements = statements.filter(pk__in=through.values("articlepage_id"))
    if filters.topics and without != "topic":
        rows = ArticleTopic.objects.filter(topic_id__in=terms.topics.ids(filters.topics))
        statements = statements.filter(pk__in=rows.values("page_id"))
    if filters.years and without != "year":
        of = "date" if statements.model is ArticlePage else "articlepage__date"
        statements = statements.filter(_within(filters.years, of=of))
    return statements


def _within(years: Iterable[str], *, of: str) -> Q:
    """Match the dates `of` any of the years; nothing for what is no year."""
    matching = Q(pk__in=[])
    for year in years:
        if _is_year(year):
            number = int(year)
            matching |= Q(
                **{f"{of}__range": (datetime.date(number, 1, 1), datetime.date(number, 12, 31))}
            )
    return matching


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isascii() and value.isdigit() and value != "0000"


def _selected_values(parameters: QueryDict, name: str, from_path: str) -> tuple[str, ...]:
    values = [from_path, *parameters.getlist(name)]
    unique = dict.fromkeys(value[:100] for value in values if value)
    return tuple(unique)[:MAX_VALUES]

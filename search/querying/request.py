"""A reader's question, and its translation into queries to the indexes of languages."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.utils import timezone
from wagtail.models import Site

from search.curation.synonyms import thesaurus_for
from search.engines.base import Filters, Query, Sort
from search.querying.parser import Parsed, parse
from search.querying.site_terms import SiteTerms

PAGE_LENGTH = 20


@dataclass(frozen=True, kw_only=True)
class Question:
    """A search by a reader: a line, a language, filters, an order and a page of the answer.

    `languages` are the languages to search where these are not the reader's own alone. `filters`
    has terms in the reader's language. `only_pages` restricts the search to some statements, such
    as the new ones of an alert. With `relaxes`, any word is enough when no statement has all.
    """

    line: str = ""
    language: str
    languages: tuple[str, ...] = ()
    site: Site | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    length: int = PAGE_LENGTH
    only_pages: tuple[int, ...] | None = None
    relaxes: bool = True

    @property
    def searched_languages(self) -> tuple[str, ...]:
        """Return the languages to search, the reader's first."""
        return self.languages or (self.language,)

    def for_language(self, language: str, *, terms: SiteTerms) -> "Question":
        """Return the question for one language's index, with the terms of that language."""
        if language == self.language and not self.languages:
            return self
        filters = terms.filters_for_language(self.filters, language=language)
        return replace(self, language=language, languages=(), filters=filters)

    @cached_property
    def parsed(self) -> Parsed:
        """Return the parsed line, with the site's synonyms."""
        site_id = self.site.pk if self.site else None
        return parse(
            self.line,
            language=self.language,
            thesaurus=thesaurus_for(site_id, self.language),
        )

    @property
    def order(self) -> Sort:
        """Return the order: as chosen, else by relevance for words and by date without."""
        return self.sort or ("relevance" if self.parsed.groups else "newest")

    def query(self) -> Query:
        """Return the query to the engine. Dates in the line and in the form both apply."""
        dates = self.parsed.dates
        filters = replace(
            self.filters,
            date_from=_later(self.filters.date_from, dates.first),
            date_to=_earlier(self.filters.date_to, dates.last),
        )
        by_date = filters.date_from or filters.date_to or filters.years
        return Query(
            language=self.language,
            today=timezone.localdate(),
            site_id=self.site.pk if self.site else None,
            groups=self.parsed.groups,
            excluded=self.parsed.excluded,
            neighbours=self.parsed.neighbours,
            filters=filters,
            only_pages=self.only_pages,
            recency=not (by_date or self.parsed.has_phrase),
            sort=self.order,
            offset=(self.page - 1) * self.length,
            limit=self.length,
        )


def _later(first: date | None, second: date | None) -> date | None:
    return max((day for day in (first, second) if day), default=None)


def _earlier(first: date | None, second: date | None) -> date | None:
    return min((day for day in (first, second) if day), default=None)

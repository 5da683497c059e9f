"""What does a reader ask of the archive, and how is that put to one language's index?"""

from dataclasses import dataclass, field, replace
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
    """What a reader asks: a line, a language, filters, an order and a page of the answer.

    `languages` are those that are searched where that is not the reader's own alone. `filters`
    name terms as the reader's language does. `only` asks about these statements alone, as an alert
    does about the new ones. `relaxes` lets any word be enough when no statement has all.
    """

    line: str = ""
    language: str
    languages: tuple[str, ...] = ()
    site: Site | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    length: int = PAGE_LENGTH
    only: tuple[int, ...] | None = None
    relaxes: bool = True

    @property
    def searched(self) -> tuple[str, ...]:
        """Return the languages that are searched, the reader's first."""
        return self.languages or (self.language,)

    def put_to(self, language: str, *, terms: SiteTerms) -> "Question":
        """Return the question as it is put to one language's index."""
        if language == self.language and not self.languages:
            return self
        filters = terms.filters_in(self.filters, language=language)
        return replace(self, language=language, languages=(), filters=filters)

    @cached_property
    def parsed(self) -> Parsed:
        """Return the line as engines understand it."""
        site_id = self.site.pk if self.site else None
        return parse(
            self.line,
            language=self.language,
            thesaurus=thesaurus_for(site_id, self.language),
        )

    @property
    def order(self) -> Sort:
        """Return the order: as chosen, else the best first for words and the newest without."""
        return self.sort or ("relevance" if self.parsed.groups else "newest")

    def query(self) -> Query:
        """Return the question to the engine. Dates in the line and in the form both narrow."""
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
            only=self.only,
            recency=not (by_date or self.parsed.has_phrase),
            sort=self.order,
            offset=(self.page - 1) * self.length,
            limit=self.length,
        )


def _later(first, second):
    return max((day for day in (first, second) if day), default=None)


def _earlier(first, second):
    return min((day for day in (first, second) if day), default=None)

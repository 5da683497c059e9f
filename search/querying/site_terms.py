"""What are a site's categories and topics called, in each language?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from wagtail.models import Site

from newsroom.models import Category, Topic
from search.engines.base import FacetCount, Filters

KINDS = {"category": Category, "topic": Topic}
# Chosen in place of a term that a language does not have: nothing is filed under it.
NOTHING = ("",)


class SiteTerms:
    """The terms of a site as a reader of `language` calls them.

    A value in an address is the slug in that language, or the other's for a term that exists only
    there. Two queries, whatever is asked, none before the first question.
    """

    def __init__(self, *, site: Site | None, language: str) -> None:
        self._site = site
        self._language = language

    @cached_property
    def _rows(self) -> dict[str, list[tuple]]:
        return {
            kind: list(
                model.objects.filter(site=self._site).values_list(
                    "slug", "name", "translation_key", "locale__language_code"
                )
            )
            for kind, model in KINDS.items()
        }

    @cached_property
    def _by_slug(self) -> dict[tuple[str, str, str], tuple]:
        return {
            (kind, language, slug): (slug, name, key, language)
            for kind, rows in self._rows.items()
            for slug, name, key, language in rows
        }

    @cached_property
    def _by_key(self) -> dict[tuple, tuple]:
        return {(kind, row[3], row[2]): row for kind, rows in self._rows.items() for row in rows}

    def _row(self, kind: str, value: str) -> tuple | None:
        """Return the row of a value: the reader's language first, then any."""
        own = self._by_slug.get((kind, self._language, value))
        return own or next((row for row in self._rows.get(kind, ()) if row[0] == value), None)

    def name(self, kind: str, value: str) -> str:
        """Return the name of a value, or the value where it has none (years, unknown slugs)."""
        row = self._row(kind, value) if kind in KINDS else None
        return row[1] if row else value

    def language_of(self, kind: str, value: str) -> str:
        """Return the language of a term's name where it is not the reader's, else ""."""
        row = self._row(kind, value) if kind in KINDS else None
        return row[3] if row and row[3] != self._language else ""

    def in_language(self, kind: str, values: Iterable[str], *, language: str) -> tuple[str, ...]:
        """Return the slugs of the same terms in a language; NOTHING where it has none of them."""
        values = tuple(values)
        rows = [self._row(kind, value) for value in values]
        found = [self._by_key.get((kind, language, row[2])) for row in rows if row]
        return tuple(row[0] for row in found if row) or (NOTHING if values else ())

    def filters_in(self, filters: Filters, *, language: str) -> Filters:
        """Return `filters` as the index of a language knows them."""
        if language == self._language or not (filters.categories or filters.topics):
            return filters
        return replace(
            filters,
            categories=self.in_language("category", filters.categories, language=language),
            topics=self.in_language("topic", filters.topics, language=language),
        )

    def merged(
        self, facets: Mapping[str, Mapping[str, tuple[FacetCount, ...]]]
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Add up what each language counts, under the values of the reader's own."""
        added: dict[str, dict[str, int]] = {}
        for language, counts in facets.items():
            for kind, values in counts.items():
                sums = added.setdefault(kind, {})
                for one in values:
                    value = self._own(kind, one.value, language=language)
                    sums[value] = sums.get(value, 0) + one.count
        return {
            kind: tuple(
                sorted(
                    (FacetCount(value=value, count=count) for value, count in sums.items()),
                    key=(lambda one: -int(one.value))
                    if kind == "year"
                    else (lambda one: (-one.count, one.value)),
                )
            )
            for kind, sums in added.items()
        }

    def _own(self, kind: str, value: str, *, language: str) -> str:
        row = self._by_slug.get((kind, language, value)) if kind in KINDS else None
        own = self._by_key.get((kind, self._language, row[2])) if row else None
        return own[0] if own else value

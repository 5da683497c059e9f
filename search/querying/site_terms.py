"""The categories and topics of a site, with their slugs and names in each language."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from wagtail.models import Site

from newsroom.models import Category, Topic
from newsroom.models.public_terms import public_terms
from search.engines.base import FacetCount, Filters

KINDS = {"category": Category, "topic": Topic}
# Filters by a term that a language does not have: no statement has this slug.
NO_TERM = ("",)


class Term(NamedTuple):
    """A category or topic in one language; its translations share its `translation_key`."""

    slug: str
    name: str
    translation_key: UUID
    language: str


class SiteTerms:
    """The public terms of a site for a reader of `language`.

    A value in an address is the slug in that language, or another's for a term that exists only
    there. Two queries in all, at the first use.
    """

    def __init__(self, *, site: Site | None, language: str) -> None:
        self._site = site
        self._language = language

    @cached_property
    def _terms(self) -> dict[str, list[Term]]:
        return {
            kind: [
                Term(*values)
                for values in public_terms(model)
                .filter(site=self._site)
                .values_list("slug", "name", "translation_key", "locale__language_code")
            ]
            for kind, model in KINDS.items()
        }

    @cached_property
    def _by_slug(self) -> dict[tuple[str, str, str], Term]:
        return {
            (kind, term.language, term.slug): term
            for kind, terms in self._terms.items()
            for term in terms
        }

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, UUID], Term]:
        return {
            (kind, term.language, term.translation_key): term
            for kind, terms in self._terms.items()
            for term in terms
        }

    def _term(self, kind: str, value: str) -> Term | None:
        """Return the term of a value, in the reader's language first, then in any."""
        own = self._by_slug.get((kind, self._language, value))
        return own or next((term for term in self._terms.get(kind, ()) if term.slug == value), None)

    def name(self, kind: str, value: str) -> str:
        """Return the name of a value, or the value where it has none (years, unknown slugs)."""
        term = self._term(kind, value) if kind in KINDS else None
        return term.name if term else value

    def language_of(self, kind: str, value: str) -> str:
        """Return the language of a term's name where it is not the reader's, else ""."""
        term = self._term(kind, value) if kind in KINDS else None
        return term.language if term and term.language != self._language else ""

    def in_language(self, kind: str, values: Iterable[str], *, language: str) -> tuple[str, ...]:
        """Return the slugs of the same terms in a language; NO_TERM where it has none of them."""
        values = tuple(values)
        terms = [self._term(kind, value) for value in values]
        translated = [
            self._by_key.get((kind, language, term.translation_key)) for term in terms if term
        ]
        return tuple(term.slug for term in translated if term) or (NO_TERM if values else ())

    def filters_for_language(self, filters: Filters, *, language: str) -> Filters:
        """Return `filters` with the slugs of another language."""
        if language == self._language or not (filters.categories or filters.topics):
            return filters
        return replace(
            filters,
            categories=self.in_language("category", filters.categories, language=language),
            topics=self.in_language("topic", filters.topics, language=language),
        )

    def merge_facets(
        self, facets: Mapping[str, Mapping[str, tuple[FacetCount, ...]]]
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Return the sums of the counts of all languages, under the reader's own slugs."""
        sums_by_kind: dict[str, dict[str, int]] = {}
        for language, counts in facets.items():
            for kind, values in counts.items():
                sums = sums_by_kind.setdefault(kind, {})
                for facet in values:
                    value = self._own_slug(kind, facet.value, language=language)
                    sums[value] = sums.get(value, 0) + facet.count
        return {
            kind: tuple(
                sorted(
                    (FacetCount(value=value, count=count) for value, count in sums.items()),
                    key=(lambda facet: (-int(facet.value), ""))
                    if kind == "year"
                    else (lambda facet: (-facet.count, facet.value)),
                )
            )
            for kind, sums in sums_by_kind.items()
        }

    def _own_slug(self, kind: str, value: str, *, language: str) -> str:
        term = self._by_slug.get((kind, language, value)) if kind in KINDS else None
        own = self._by_key.get((kind, self._language, term.translation_key)) if term else None
        return own.slug if own else value

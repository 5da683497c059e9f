"""Conversion of searches to stored queries, back to questions, and to descriptions in words."""

import hashlib
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.translation.dates import format_short_date
from search.models.alerts import SavedSearch
from search.pages.results import native_name
from search.querying.addresses import FIELDS, address, filter_pairs
from search.querying.form import SearchForm
from search.querying.request import Question
from search.querying.site_terms import SiteTerms


@dataclass(frozen=True, kw_only=True)
class SearchDescription:
    """A search in words: the line that was typed, and the names of the filters chosen."""

    line: str
    chosen: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"“{self.line}”"] if self.line else []
        return ", ".join([*parts, *self.chosen]) or _("everything that we publish")


def canonical_query(question: Question) -> str:
    """Return the parameters of a question without order and page, equal for equal questions."""
    first_page = replace(question, sort=None, page=1)
    pairs = sorted((name, str(value)) for name, value in filter_pairs(first_page))
    if line := " ".join(question.line.split()):
        pairs.insert(0, ("q", line))
    return urlencode(pairs)


def query_digest(query: str) -> str:
    """Return the digest by which the database tells queries of any length apart."""
    return hashlib.sha256(query.encode()).hexdigest()


def saved_question(saved: SavedSearch) -> Question:
    """Return the question of a saved search, as the results page would read it."""
    return SearchForm(QueryDict(saved.query)).question(language=saved.language, site=saved.site)


def search_address(question: Question) -> str:
    """Return the path of the results page of a question, newest statements first."""
    return address(replace(question, sort="newest" if question.line else None, page=1))


def describe(question: Question) -> SearchDescription:
    """Return the description of a question in the active language. Two queries at most."""
    filters = question.filters
    chosen: list[str] = []
    if any(getattr(filters, name) for name in FIELDS.values()):
        terms = SiteTerms(site=question.site, language=question.language)
        chosen = [
            terms.name(kind, str(value))
            for kind, name in FIELDS.items()
            for value in getattr(filters, name)
        ]
    chosen += [native_name(language) for language in question.languages]
    # The surrounding sentence is in the active language, which may differ from the question's.
    language = get_language() or question.language
    if day := filters.date_from:
        chosen.append(_("from %(date)s") % {"date": format_short_date(day, language=language)})
    if day := filters.date_to:
        chosen.append(_("to %(date)s") % {"date": format_short_date(day, language=language)})
    return SearchDescription(line=" ".join(question.line.split()), chosen=tuple(chosen))

"""How is a search kept, asked again and said in words?"""

import hashlib
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.translation.dates import format_short_date
from search.models.alerts import SavedSearch
from search.pages.results import NAMES
from search.querying.addresses import FIELDS, address, filter_pairs
from search.querying.form import SearchForm
from search.querying.request import Question
from search.querying.site_terms import SiteTerms


@dataclass(frozen=True, kw_only=True)
class SearchWords:
    """A search as a reader knows it: the words that were typed, and what else was chosen."""

    line: str
    chosen: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"“{self.line}”"] if self.line else []
        return ", ".join([*parts, *self.chosen]) or _("everything that we publish")


def canonical(question: Question) -> str:
    """Return the parameters that narrow a search, the same for the same meaning."""
    plain = replace(question, sort=None, page=1)
    pairs = sorted((name, str(value)) for name, value in filter_pairs(plain))
    if line := " ".join(question.line.split()):
        pairs.insert(0, ("q", line))
    return urlencode(pairs)


def digest_of(query: str) -> str:
    """Return what tells searches apart in the database, however long they are."""
    return hashlib.sha256(query.encode()).hexdigest()


def question_of(saved: SavedSearch) -> Question:
    """Return the question that the results page would ask at the same address."""
    return SearchForm(QueryDict(saved.query)).question(language=saved.language, site=saved.site)


def search_address(question: Question) -> str:
    """Return the path of the results page that shows all that the search finds, newest first."""
    return address(replace(question, sort="newest" if question.line else None, page=1))


def in_words(question: Question) -> SearchWords:
    """Return how to name a search. Two queries, none for words alone."""
    filters = question.filters
    chosen: list[str] = []
    if any(getattr(filters, name) for name in FIELDS.values()):
        terms = SiteTerms(site=question.site, language=question.language)
        chosen = [
            terms.name(kind, str(value))
            for kind, name in FIELDS.items()
            for value in getattr(filters, name)
        ]
    chosen += [NAMES[language] for language in question.languages]
    # In the language of the sentence around them, which an editor may read in another.
    language = get_language() or question.language
    if day := filters.date_from:
        chosen.append(_("from %(date)s") % {"date": format_short_date(day, language=language)})
    if day := filters.date_to:
        chosen.append(_("to %(date)s") % {"date": format_short_date(day, language=language)})
    return SearchWords(line=" ".join(question.line.split()), chosen=tuple(chosen))

"""The addresses of the results page, as the parameters of questions."""

from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from search.engines.base import Filters
from search.querying.request import Question

# The parameters of facets, and the attributes of `Filters` that have their values.
FIELDS = {"category": "categories", "topic": "topics", "year": "years"}
T = TypeVar("T")


def filter_pairs(question: Question) -> list[tuple[str, object]]:
    """Return the parameters of an address for filters and order, without words and page."""
    filters = question.filters
    pairs: list[tuple[str, object]] = [
        (name, value) for name, attribute in FIELDS.items() for value in getattr(filters, attribute)
    ]
    pairs += [("lang", language) for language in question.languages]
    pairs += [
        ("date_from", filters.date_from),
        ("date_to", filters.date_to),
        ("sort", question.sort),
    ]
    return [(name, value) for name, value in pairs if value]


def address(question: Question, *, view: str = "search") -> str:
    """Return the address of `question` in its own language, without default parameters."""
    pairs = filter_pairs(question)
    if question.line:
        pairs.insert(0, ("q", question.line))
    if question.page > 1:
        pairs.append(("page", question.page))
    with override(question.language):
        url = reverse(view)
    return f"{url}?{urlencode(pairs)}" if pairs else url


def feed_address(question: Question) -> str:
    """Return the address of the feed of `question`, which has its own order and a single page."""
    return address(replace(question, sort=None, page=1), view="search_feed")


def toggled(question: Question, *, kind: str, value: str) -> Question:
    """Return the question, on its first page, with a facet's value added or removed."""
    if kind == "lang":
        return _with_language_toggled(question, language=value)
    filters = question.filters
    if kind == "category":
        filters = replace(filters, categories=_toggled(filters.categories, value))
    elif kind == "topic":
        filters = replace(filters, topics=_toggled(filters.topics, value))
    else:
        filters = replace(filters, years=_toggled(filters.years, int(value)))
    return replace(question, filters=filters, page=1)


def _toggled(values: tuple[T, ...], value: T) -> tuple[T, ...]:
    if value in values:
        return tuple(other for other in values if other != value)
    return (*values, value)


def _with_language_toggled(question: Question, *, language: str) -> Question:
    chosen = set(question.searched_languages) ^ {language}
    own = question.language
    languages = tuple(sorted(chosen, key=lambda code: code != own)) if chosen != {own} else ()
    return replace(question, languages=languages, page=1)


def without_filters(question: Question) -> Question:
    """Return the question without filters and languages, on its first page."""
    return replace(question, filters=Filters(), languages=(), page=1)

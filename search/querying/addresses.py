"""At which address of the results page is a question asked?"""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from search.engines.base import Filters
from search.querying.request import Question

FIELDS = {"category": "categories", "topic": "topics", "year": "years"}


def filter_pairs(question: Question) -> list[tuple[str, object]]:
    """Return the parameters of an address that narrow and order, without words and page."""
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
    """Return the address of `question` in its own language, with only what it asks for."""
    pairs = filter_pairs(question)
    if question.line:
        pairs.insert(0, ("q", question.line))
    if question.page > 1:
        pairs.append(("page", question.page))
    with override(question.language):
        url = reverse(view)
    return f"{url}?{urlencode(pairs)}" if pairs else url


def feed_address(question: Question) -> str:
    """Return the address of the feed of `question`, which has an order of its own and one page."""
    return address(replace(question, sort=None, page=1), view="search_feed")


def toggled(question: Question, *, kind: str, value: str) -> Question:
    """Return the question with a facet's value added, or taken away, from its first page."""
    if kind == "lang":
        return _with_language_toggled(question, language=value)
    name = FIELDS[kind]
    typed = int(value) if kind == "year" else value
    present = getattr(question.filters, name)
    values = (
        tuple(one for one in present if one != typed) if typed in present else (*present, typed)
    )
    return replace(question, filters=replace(question.filters, **{name: values}), page=1)


def _with_language_toggled(question: Question, *, language: str) -> Question:
    chosen = set(question.searched) ^ {language}
    own = question.language
    languages = tuple(sorted(chosen, key=lambda one: one != own)) if chosen != {own} else ()
    return replace(question, languages=languages, page=1)


def without_filters(question: Question) -> Question:
    """Return the question with its words alone."""
    return replace(question, filters=Filters(), languages=(), page=1)

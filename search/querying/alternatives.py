"""Suggestions of other questions that would have results, or more of them."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from search.language.analysis import LANGUAGES
from search.querying import answers
from search.querying.addresses import address, without_filters
from search.querying.request import Question
from search.querying.site_terms import NO_TERM, SiteTerms
from search.querying.spelling_correction import corrections

# Each suggestion costs a query to the engine.
MAX_SUGGESTIONS = 5


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Another question, and the number of statements that it finds."""

    label: str
    count: int
    url: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class BroaderQuestion:
    """The question without one of its filters, and the name of that filter."""

    label: str
    question: Question
    language: str = ""


def did_you_mean(question: Question, *, terms: SiteTerms) -> Suggestion | None:
    """Return the line with its spelling corrected, where that has results.

    The filters are tried first, then the line without them.
    """
    for language in question.searched_languages:
        _name, lines = answers.from_first_engine(
            partial(corrections, question.line, language=language)
        )
        for line in lines:
            corrected = replace(question, line=line, page=1)
            for other in dict.fromkeys((corrected, without_filters(corrected))):
                if total := answers.count(other, terms=terms):
                    return Suggestion(label=line, count=total, url=address(other))
    return None


def suggest_without_filters(
    broader_questions: Iterable[BroaderQuestion], *, terms: SiteTerms
) -> list[Suggestion]:
    """Return the broader questions that have results, among the first few."""
    suggestions = []
    for broader in itertools.islice(broader_questions, MAX_SUGGESTIONS):
        if total := answers.count(broader.question, terms=terms):
            suggestions.append(
                Suggestion(
                    label=broader.label,
                    count=total,
                    url=address(broader.question),
                    language=broader.language,
                )
            )
    return suggestions


def suggest_other_language(
    question: Question, *, count: int, terms: SiteTerms
) -> Suggestion | None:
    """Return the same words on the page in the other language, where they have `count` results."""
    if not (question.line and count) or question.languages:
        return None
    there = in_other_language(question, terms=terms)
    return Suggestion(label=question.line, count=count, url=address(there), language=there.language)


def in_other_language(question: Question, *, terms: SiteTerms) -> Question:
    """Return the question on the page in the other language, with the same terms as filters.

    Terms without a translation stay as filters, since removing them would broaden the question.
    """
    other = next(code for code in LANGUAGES if code != question.language)
    filters = terms.filters_for_language(question.filters, language=other)
    if filters.categories == NO_TERM:
        filters = replace(filters, categories=question.filters.categories)
    if filters.topics == NO_TERM:
        filters = replace(filters, topics=question.filters.topics)
    several = len(question.languages) > 1
    return replace(
        question,
        language=other,
        languages=question.languages[::-1] if several else (),
        filters=filters,
        page=1,
    )

"""Which other question would find something, or more?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.language.analysis import LANGUAGES
from search.querying import answers
from search.querying.addresses import address, without_filters
from search.querying.request import Question
from search.querying.site_terms import NOTHING, SiteTerms
from search.querying.spelling_correction import corrections

# Each offer costs a question to the engine.
MOST_OFFERS = 5


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Another question that would find something."""

    label: str
    count: int
    url: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Wider:
    """The question without one of its filters, and what that filter is called."""

    label: str
    question: Question
    language: str = ""


def did_you_mean(question: Question, *, terms: SiteTerms) -> Offer | None:
    """Return the line with misspelt words put right, where that finds something.

    With the filters as they are, else without them.
    """
    for language in question.searched:
        _name, lines = answers.from_first_engine(
            lambda engine, language=language: corrections(
                question.line, language=language, engine=engine
            )
        )
        for line in lines:
            other = replace(question, line=line, page=1)
            for one in dict.fromkeys((other, without_filters(other))):
                if total := answers.count(one, terms=terms):
                    return Offer(label=line, count=total, url=address(one))
    return None


def without_a_filter(wider: Iterable[Wider], *, terms: SiteTerms) -> list[Offer]:
    """Return what dropping each filter, one at a time, would find; only the first few are asked."""
    offers = []
    for one in list(wider)[:MOST_OFFERS]:
        if total := answers.count(one.question, terms=terms):
            offers.append(
                Offer(
                    label=one.label,
                    count=total,
                    url=address(one.question),
                    language=one.language,
                )
            )
    return offers


def other_language(question: Question, *, count: int, terms: SiteTerms) -> Offer | None:
    """Return the same words on the page in the other language, which finds `count`."""
    if not (question.line and count) or question.languages:
        return None
    there = in_other_language(question, terms=terms)
    return Offer(label=question.line, count=count, url=address(there), language=there.language)


def in_other_language(question: Question, *, terms: SiteTerms) -> Question:
    """Return the question that the page in the other language asks, with the same terms chosen.

    Terms that it does not have stay as they are: without them it would find what nobody asked for.
    """
    other = next(one for one in LANGUAGES if one != question.language)
    filters = terms.filters_in(question.filters, language=other)
    if filters.categories == NOTHING:
        filters = replace(filters, categories=question.filters.categories)
    if filters.topics == NOTHING:
        filters = replace(filters, topics=question.filters.topics)
    several = len(question.languages) > 1
    return replace(
        question,
        language=other,
        languages=question.languages[::-1] if several else (),
        filters=filters,
        page=1,
    )

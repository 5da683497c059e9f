"""Everything that the results page shows: results, facets, links, histogram and suggestions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from newsroom.faults.parts import part_or
from newsroom.pages.facets import Facet, Option, SelectedValue
from newsroom.pages.paging import PageLink, page_links
from newsroom.translation.dates import format_short_date
from search.curation import promotions
from search.curation.promotions import Recommendation
from search.engines.base import FacetCount, Filters, Sort
from search.language.analysis import LANGUAGES
from search.pages.histogram import Bar, histogram
from search.querying import alternatives, answers
from search.querying.addresses import (
    FIELDS,
    address,
    feed_address,
    filter_pairs,
    toggled,
    without_filters,
)
from search.querying.alternatives import BroaderQuestion, Suggestion
from search.querying.answers import Answer
from search.querying.form import SORTS, SearchForm
from search.querying.request import Question
from search.querying.site_terms import SiteTerms

FACET_LABELS = {"category": _("Category"), "topic": _("Topic"), "year": _("Year")}
MAX_OPTIONS = 24


@dataclass(frozen=True, kw_only=True)
class SortLink:
    """A link to an order of the results."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ResultsPage:
    """The context of the results template.

    `filter_pairs` are the parameters of filters and order, which forms and links keep.
    """

    form: SearchForm
    line: str
    answer: Answer
    page_number: int
    previous_url: str
    next_url: str
    page_links: list[PageLink]
    facets: list[Facet]
    chosen: list[SelectedValue]
    clear_url: str
    sorts: list[SortLink]
    did_you_mean: Suggestion | None
    without_filters: list[Suggestion]
    other_language: Suggestion | None
    switched_url: str
    both_languages_url: str
    histogram: list[Bar]
    feed_url: str
    filter_pairs: list[tuple[str, object]]
    recommended: tuple[Recommendation, ...] = ()

    @property
    def first_number(self) -> int:
        """Return the number of the first statement on this page among all results."""
        return (self.page_number - 1) * self.answer.length + 1

    @property
    def page_count(self) -> int:
        """Return how many pages of results there are."""
        return self.answer.page_count

    @property
    def is_filtered(self) -> bool:
        """Return whether any filter or other language is chosen."""
        return bool(self.chosen)


def native_name(language: str) -> str:
    """Return the name of a language in that language, such as "Cymraeg"."""
    return str(get_language_info(language)["name_local"])


def build_results_page(
    form: SearchForm,
    *,
    question: Question,
    answer: Answer,
    terms: SiteTerms,
    request: HttpRequest,
) -> ResultsPage:
    """Return the context of an answer; the engine is called only to count what links would find."""
    nothing: tuple[Recommendation, ...] = ()
    recommended = part_or(
        nothing, lambda: _recommended(question, request=request), part="recommended results"
    )
    links = page_links(
        current=question.page,
        count=answer.page_count,
        address=lambda number: address(replace(question, page=number)),
    )
    wider = list(_wider(question, terms=terms))
    by_language = _by_language(question, answer=answer, terms=terms)
    other_count = next(
        count for language, count in by_language.items() if language != question.language
    )
    suggests_correction = not answer.total or answer.relaxed
    return ResultsPage(
        form=form,
        line=question.line,
        answer=_without_recommended(answer, recommended=recommended),
        page_number=question.page,
        previous_url=links.previous_url,
        next_url=links.next_url,
        page_links=links.numbers,
        facets=[
            _languages(by_language, question=question),
            *_facets(answer.facets, question=question, terms=terms),
        ],
        chosen=[
            SelectedValue(
                label=choice.label, remove_url=address(choice.question), language=choice.language
            )
            for choice in (*_other_languages(question), *wider)
        ],
        clear_url=address(without_filters(question)),
        sorts=_sorts(question),
        did_you_mean=(
            alternatives.did_you_mean(question, terms=terms) if suggests_correction else None
        ),
        without_filters=[]
        if answer.total
        else alternatives.suggest_without_filters(wider, terms=terms),
        other_language=alternatives.suggest_other_language(
            question, count=other_count, terms=terms
        ),
        switched_url=address(alternatives.in_other_language(question, terms=terms)),
        both_languages_url=address(replace(question, languages=tuple(by_language), page=1)),
        histogram=histogram(answer.facets.get("year", ()), question=question),
        feed_url=feed_address(question),
        filter_pairs=filter_pairs(question),
        recommended=recommended,
    )


def _recommended(question: Question, *, request: HttpRequest) -> tuple[Recommendation, ...]:
    """Return the recommended results, which only the first page without filters shows."""
    is_narrowed = (
        question.filters != Filters() or question.language not in question.searched_languages
    )
    if question.site is None or question.page > 1 or is_narrowed:
        return ()
    return promotions.recommendations(
        question.parsed.plain_words,
        site_id=question.site.pk,
        language=question.language,
        request=request,
    )


def _without_recommended(answer: Answer, *, recommended: tuple[Recommendation, ...]) -> Answer:
    """Return the answer without the pages that are shown above it; its total stays the same."""
    above = {result.page_id for result in recommended}
    results = tuple(result for result in answer.results if result.page.pk not in above)
    return replace(answer, results=results)


def _sorts(question: Question) -> list[SortLink]:
    return [
        SortLink(
            label=label,
            url=address(replace(question, sort=cast(Sort, value), page=1)),
            current=value == question.order,
        )
        for value, label in SORTS
        if value != "relevance" or question.parsed.groups
    ]


def _by_language(question: Question, *, answer: Answer, terms: SiteTerms) -> dict[str, int]:
    """Return the number of results by language, the reader's first; one query for each other."""
    ordered = sorted(LANGUAGES, key=lambda language: language != question.language)
    return {
        language: answer.totals[language]
        if language in answer.totals
        else answers.count(replace(question, languages=(language,)), terms=terms)
        for language in ordered
    }


def _languages(counts: Mapping[str, int], *, question: Question) -> Facet:
    options = [
        Option(
            label=native_name(language),
            value=language,
            count=count,
            selected=language in question.searched_languages,
            url=address(toggled(question, kind="lang", value=language)),
            language=language,
        )
        for language, count in counts.items()
    ]
    return Facet(name="lang", label=str(_("Language")), options=options)


def _facets(
    counts: Mapping[str, tuple[FacetCount, ...]],
    *,
    question: Question,
    terms: SiteTerms,
) -> list[Facet]:
    facets = []
    for kind, label in FACET_LABELS.items():
        chosen = [str(value) for value in getattr(question.filters, FIELDS[kind])]
        count_by_value = {facet.value: facet.count for facet in counts.get(kind, ())}
        values = [*(value for value in chosen if value not in count_by_value), *count_by_value]
        options = [
            Option(
                label=terms.name(kind, value),
                value=value,
                count=count_by_value.get(value, 0),
                selected=value in chosen,
                url=address(toggled(question, kind=kind, value=value)),
                language=terms.language_of(kind, value),
            )
            for index, value in enumerate(values)
            if index < MAX_OPTIONS or value in chosen
        ]
        facets.append(Facet(name=kind, label=str(label), options=options))
    return facets


def _other_languages(question: Question) -> Iterator[BroaderQuestion]:
    """Yield each chosen language, with the question without it."""
    for language in question.languages:
        without = toggled(question, kind="lang", value=language)
        yield BroaderQuestion(label=native_name(language), question=without, language=language)


def _wider(question: Question, *, terms: SiteTerms) -> Iterator[BroaderQuestion]:
    """Yield each chosen filter, with the question without it."""
    filters = question.filters
    for kind, name in FIELDS.items():
        for value in map(str, getattr(filters, name)):
            yield BroaderQuestion(
                label=terms.name(kind, value),
                question=toggled(question, kind=kind, value=value),
                language=terms.language_of(kind, value),
            )
    for day, label, remaining in (
        (filters.date_from, _("from %(date)s"), replace(filters, date_from=None)),
        (filters.date_to, _("to %(date)s"), replace(filters, date_to=None)),
    ):
        if day:
            date = format_short_date(day, language=question.language)
            without = replace(question, filters=remaining, page=1)
            yield BroaderQuestion(label=str(label) % {"date": date}, question=without)

"""What does the results page show, beside the statements that were found?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.pages.facets import Facet, Option, SelectedValue
from newsroom.pages.paging import PageLink, page_links
from newsroom.translation.dates import format_short_date
from search.curation import promotions
from search.curation.promotions import Recommendation
from search.engines.base import FacetCount, Filters
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

LABELS = {"category": _("Category"), "topic": _("Topic"), "year": _("Year")}
# Each language is named in itself.
NAMES = {"en": "English", "cy": "Cymraeg"}
MOST_OPTIONS = 24


@dataclass(frozen=True, kw_only=True)
class SortLink:
    """An order of the results."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ResultsPage:
    """Everything that the template shows."""

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
    kept: list[tuple[str, object]]
    recommended: tuple[Recommendation, ...] = ()

    @property
    def first_number(self) -> int:
        """Return the number of the first statement on this page, counting all pages."""
        return (self.page_number - 1) * self.answer.length + 1

    @property
    def page_count(self) -> int:
        """Return how many pages of results there are."""
        return self.answer.page_count

    @property
    def is_filtered(self) -> bool:
        """Return whether anything narrows the results beside the words."""
        return bool(self.chosen)


def results_page(
    form: SearchForm,
    *,
    question: Question,
    answer: Answer,
    terms: SiteTerms,
    request: HttpRequest,
) -> ResultsPage:
    """Return what to show for an answer; asks the engine again only to count what it offers."""
    recommended = _recommended(question, request=request)
    links = page_links(
        current=question.page,
        count=answer.page_count,
        address=lambda number: address(replace(question, page=number)),
    )
    wider = list(_wider(question, terms=terms))
    by_language = _by_language(question, answer=answer, terms=terms)
    elsewhere = next(count for one, count in by_language.items() if one != question.language)
    helpless = not answer.total or answer.relaxed
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
            SelectedValue(label=one.label, remove_url=address(one.question), language=one.language)
            for one in (*_other_languages(question), *wider)
        ],
        clear_url=address(without_filters(question)),
        sorts=_sorts(question),
        did_you_mean=alternatives.did_you_mean(question, terms=terms) if helpless else None,
        without_filters=[]
        if answer.total
        else alternatives.suggest_without_filters(wider, terms=terms),
        other_language=alternatives.suggest_other_language(question, count=elsewhere, terms=terms),
        switched_url=address(alternatives.in_other_language(question, terms=terms)),
        both_languages_url=address(replace(question, languages=tuple(by_language), page=1)),
        histogram=histogram(answer.facets.get("year", ()), question=question),
        feed_url=feed_address(question),
        kept=filter_pairs(question),
        recommended=recommended,
    )


def _recommended(question: Question, *, request: HttpRequest) -> tuple[Recommendation, ...]:
    """Return what stands above the first page of an answer, until a reader narrows it."""
    narrowed = question.filters != Filters() or question.language not in question.searched_languages
    if question.site is None or question.page > 1 or narrowed:
        return ()
    return promotions.recommendations(
        question.parsed.plain_words,
        site_id=question.site.pk,
        language=question.language,
        request=request,
    )


def _without_recommended(answer: Answer, *, recommended: tuple[Recommendation, ...]) -> Answer:
    """Leave out of the list what is shown above it; it still counts."""
    above = {one.page_id for one in recommended}
    return replace(answer, results=tuple(one for one in answer.results if one.page.pk not in above))


def _sorts(question: Question) -> list[SortLink]:
    return [
        SortLink(
            label=label,
            url=address(replace(question, sort=value, page=1)),
            current=value == question.order,
        )
        for value, label in SORTS
        if value != "relevance" or question.parsed.groups
    ]


def _by_language(question: Question, *, answer: Answer, terms: SiteTerms) -> dict[str, int]:
    """Count what each language has, the reader's first; those not searched are asked for once."""
    ordered = sorted(LANGUAGES, key=lambda one: one != question.language)
    return {
        language: answer.totals[language]
        if language in answer.totals
        else answers.count(replace(question, languages=(language,)), terms=terms)
        for language in ordered
    }


def _languages(counts: Mapping[str, int], *, question: Question) -> Facet:
    options = [
        Option(
            label=NAMES[language],
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
    for kind, label in LABELS.items():
        chosen = [str(value) for value in getattr(question.filters, FIELDS[kind])]
        found = {one.value: one.count for one in counts.get(kind, ())}
        values = [*(value for value in chosen if value not in found), *found]
        options = [
            Option(
                label=terms.name(kind, value),
                value=value,
                count=found.get(value, 0),
                selected=value in chosen,
                url=address(toggled(question, kind=kind, value=value)),
                language=terms.language_of(kind, value),
            )
            for place, value in enumerate(values)
            if place < MOST_OPTIONS or value in chosen
        ]
        facets.append(Facet(name=kind, label=str(label), options=options))
    return facets


def _other_languages(question: Question) -> Iterator[BroaderQuestion]:
    """Yield each language that was chosen, with the question without it."""
    for language in question.languages:
        without = toggled(question, kind="lang", value=language)
        yield BroaderQuestion(label=NAMES[language], question=without, language=language)


def _wider(question: Question, *, terms: SiteTerms) -> Iterator[BroaderQuestion]:
    """Yield each filter that was chosen, with the question without it."""
    filters = question.filters
    for kind, name in FIELDS.items():
        for value in map(str, getattr(filters, name)):
            yield BroaderQuestion(
                label=terms.name(kind, value),
                question=toggled(question, kind=kind, value=value),
                language=terms.language_of(kind, value),
            )
    for name, label in (("date_from", _("from %(date)s")), ("date_to", _("to %(date)s"))):
        if day := getattr(filters, name):
            date = format_short_date(day, language=question.language)
            without = replace(question, filters=replace(filters, **{name: None}), page=1)
            yield BroaderQuestion(label=str(label) % {"date": date}, question=without)

"""What does the results page show, beside the statements that were found?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Site

from newsroom.facets import Chosen, Facet, Option
from newsroom.models import Category, Topic
from newsroom.paging import PageLink, page_links
from search import asking
from search.analysis import LANGUAGES
from search.asking import Answer, Question
from search.curation import promotions
from search.curation.promotions import Recommended
from search.engines.base import FacetCount, Filters
from search.forms import SORTS, SearchForm

FIELDS = {"category": "categories", "topic": "topics", "year": "years"}
LABELS = {"category": _("Category"), "topic": _("Topic"), "year": _("Year")}
MOST_OPTIONS = 24


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Another question that would find something."""

    label: str
    count: int
    url: str
    language: str = ""


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
    chosen: list[Chosen]
    clear_url: str
    sorts: list[SortLink]
    did_you_mean: Offer | None
    without_filters: list[Offer]
    other_language: Offer | None
    kept: list[tuple[str, object]]
    recommended: tuple[Recommended, ...] = ()

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
    form: SearchForm, *, question: Question, answer: Answer, request: HttpRequest
) -> ResultsPage:
    """Return what to show for an answer; asks the engine again only to help where it found none."""
    terms = SiteTerms(site=question.site, language=question.language)
    recommended = _recommended(question, request=request)
    links = page_links(
        current=question.page,
        count=answer.page_count,
        address=lambda number: address(replace(question, page=number)),
    )
    return ResultsPage(
        form=form,
        line=question.line,
        answer=_without_recommended(answer, recommended=recommended),
        page_number=question.page,
        previous_url=links.previous_url,
        next_url=links.next_url,
        page_links=links.numbers,
        facets=_facets(answer.facets, question=question, terms=terms),
        chosen=_chosen(question, terms=terms),
        clear_url=address(replace(question, filters=Filters(), page=1)),
        sorts=[
            SortLink(
                label=label,
                url=address(replace(question, sort=value, page=1)),
                current=value == question.order,
            )
            for value, label in SORTS
            if value != "relevance" or question.parsed.groups
        ],
        did_you_mean=_did_you_mean(question, answer=answer),
        without_filters=([] if answer.total else _without_filters(question, terms=terms)),
        other_language=_other_language(question, terms=terms),
        kept=filter_pairs(question),
        recommended=recommended,
    )


def _recommended(question: Question, *, request: HttpRequest) -> tuple[Recommended, ...]:
    """Return what stands above the first page of an answer, until a reader narrows it."""
    if question.site is None or question.page > 1 or question.filters != Filters():
        return ()
    return promotions.recommended(
        question.parsed.plain_words,
        site_id=question.site.pk,
        language=question.language,
        request=request,
    )


def _without_recommended(answer: Answer, *, recommended: tuple[Recommended, ...]) -> Answer:
    """Leave out of the list what is shown above it; it still counts."""
    above = {one.page_id for one in recommended}
    return replace(answer, found=tuple(one for one in answer.found if one.page.pk not in above))


def filter_pairs(question: Question) -> list[tuple[str, object]]:
    """Return the parameters of an address that narrow and order, without words and page."""
    filters = question.filters
    pairs: list[tuple[str, object]] = [
        (name, value) for name, attribute in FIELDS.items() for value in getattr(filters, attribute)
    ]
    pairs += [
        ("date_from", filters.date_from),
        ("date_to", filters.date_to),
        ("sort", question.sort),
    ]
    return [(name, value) for name, value in pairs if value]


def address(question: Question) -> str:
    """Return the address of `question` in its own language, with only what it asks for."""
    pairs = filter_pairs(question)
    if question.line:
        pairs.insert(0, ("q", question.line))
    if question.page > 1:
        pairs.append(("page", question.page))
    with override(question.language):
        url = reverse("search")
    return f"{url}?{urlencode(pairs)}" if pairs else url


class SiteTerms:
    """The names of a site's categories and topics. Two queries, whatever is asked."""

    def __init__(self, *, site: Site | None, language: str) -> None:
        self._language = language
        self._rows = {
            kind: list(
                model.objects.filter(site=site).values_list(
                    "slug", "name", "translation_key", "locale__language_code"
                )
            )
            for kind, model in (("category", Category), ("topic", Topic))
        }

    def name(self, kind: str, value: str) -> str:
        """Return the name of a value, or the value where it has none (years, unknown slugs)."""
        for slug, name, _key, language in self._rows.get(kind, ()):
            if slug == value and language == self._language:
                return name
        return value

    def in_language(self, kind: str, values: Iterable[str], *, language: str) -> tuple[str, ...]:
        """Return the slugs of the same terms in another language."""
        rows = self._rows[kind]
        keys = {row[2] for row in rows if row[0] in values and row[3] == self._language}
        return tuple(row[0] for row in rows if row[2] in keys and row[3] == language)


def toggled(question: Question, *, kind: str, value: str) -> Question:
    """Return the question with a facet's value added, or taken away, from its first page."""
    name = FIELDS[kind]
    typed = int(value) if kind == "year" else value
    present = getattr(question.filters, name)
    values = (
        tuple(one for one in present if one != typed) if typed in present else (*present, typed)
    )
    return replace(question, filters=replace(question.filters, **{name: values}), page=1)


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
            )
            for value in values
        ]
        options = [
            option
            for place, option in enumerate(options)
            if place < MOST_OPTIONS or option.selected
        ]
        facets.append(Facet(name=kind, label=label, options=options))
    return facets


def _chosen(question: Question, *, terms: SiteTerms) -> list[Chosen]:
    filters = question.filters
    chosen = [
        Chosen(
            label=terms.name(kind, str(value)),
            remove_url=address(toggled(question, kind=kind, value=str(value))),
        )
        for kind, name in FIELDS.items()
        for value in getattr(filters, name)
    ]
    for name, label in (("date_from", _("from %(date)s")), ("date_to", _("to %(date)s"))):
        day = getattr(filters, name)
        if day:
            without = replace(question, filters=replace(filters, **{name: None}), page=1)
            chosen.append(Chosen(label=str(label) % {"date": day}, remove_url=address(without)))
    return chosen


def _did_you_mean(question: Question, *, answer: Answer) -> Offer | None:
    if answer.total and not answer.relaxed:
        return None
    line, total = asking.did_you_mean(question)
    if not line:
        return None
    other = replace(question, line=line, page=1)
    return Offer(label=line, count=total, url=address(other))


def _without_filters(question: Question, *, terms: SiteTerms) -> list[Offer]:
    """Return what dropping each filter, one at a time, would find."""
    offers = []
    for kind, name in FIELDS.items():
        for value in getattr(question.filters, name):
            wider = toggled(question, kind=kind, value=str(value))
            if total := asking.count(wider):
                label = terms.name(kind, str(value))
                offers.append(Offer(label=label, count=total, url=address(wider)))
    return offers


def _other_language(question: Question, *, terms: SiteTerms) -> Offer | None:
    """Return what the same words find in the other language, with the same terms chosen."""
    other = next(one for one in LANGUAGES if one != question.language)
    filters = replace(
        question.filters,
        categories=terms.in_language("category", question.filters.categories, language=other),
        topics=terms.in_language("topic", question.filters.topics, language=other),
    )
    there = replace(question, language=other, filters=filters, page=1)
    total = asking.count(there) if question.line else 0
    if not total:
        return None
    return Offer(label=question.line, count=total, url=address(there), language=other)

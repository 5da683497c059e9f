"""Why is a statement found, or why not? Everything that decides it, and one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsroom.models import ArticlePage
from search.curation import state_tokens
from search.engines.entries import Entry
from search.engines.selection import engines_named
from search.explain.engine_views import EngineView, Place, view
from search.explain.matches import GroupMatch, TermMatch, match_excluded, match_groups
from search.explain.publication_state import Reason, notes, reasons_not_public
from search.explain.words import Word, explain_words
from search.indexing.database_reader import read_page
from search.querying.request import Question


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What was found out about one page and one question."""

    page: ArticlePage
    question: Question
    entry: Entry
    words: tuple[Word, ...]
    groups: tuple[GroupMatch, ...]
    excluded: tuple[TermMatch, ...]
    not_public: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    left_out: tuple[Reason, ...]
    engines: tuple[EngineView, ...]
    verdict: Reason

    @property
    def is_found(self) -> bool:
        """Return whether readers find the statement with this question."""
        return self.verdict.code == "found"


def explain(page: ArticlePage, *, question: Question, engine: str | None = None) -> Explanation:
    """Explain a page, whoever may see it: who asks must have the right to."""
    state_tokens.reload_changed()
    entry = read_page(page.pk)
    parsed = question.parsed
    hidden = reasons_not_public(page)
    left_out = tuple(_left_out(entry, question))
    excluded = match_excluded(entry, parsed=parsed)
    groups = match_groups(entry, parsed=parsed, line=question.line)
    views = tuple(
        view(target, question=question, page_id=page.pk, wanted=None if hidden else entry)
        for target in engines_named(engine)
    )
    return Explanation(
        page=page,
        question=question,
        entry=entry,
        words=explain_words(question.line, parsed=parsed, language=question.language),
        groups=groups,
        excluded=excluded,
        not_public=hidden,
        notes=() if hidden else notes(page),
        left_out=left_out,
        engines=views,
        verdict=next(
            _verdicts(
                hidden=hidden, left_out=left_out, excluded=excluded, groups=groups, views=views
            )
        ),
    )


def _left_out(entry: Entry, question: Question) -> Iterator[Reason]:
    """Yield why language, office or filters leave the statement out, whatever its words."""
    if entry.language != question.language:
        yield Reason(
            code="other_language",
            sentence=_("The search is in one language, the statement in the other."),
        )
    if question.site is not None and entry.site_id != question.site.pk:
        yield Reason(code="other_site", sentence=_("It is a statement of another office."))
    filters = question.query().filters
    for code, chosen, labels, sentence in (
        (
            "category",
            filters.categories,
            entry.categories,
            _("It is filed under none of the categories that are chosen."),
        ),
        (
            "topic",
            filters.topics,
            entry.topics,
            _("It has none of the topics that are chosen."),
        ),
    ):
        if chosen and not {label.slug for label in labels} & set(chosen):
            yield Reason(code=code, sentence=sentence)
    if filters.years and entry.date.year not in filters.years:
        yield Reason(code="year", sentence=_("It is from none of the years that are chosen."))
    early = filters.date_from and entry.date < filters.date_from
    late = filters.date_to and entry.date > filters.date_to
    if early or late:
        sentence = _("Its date, %(date)s, lies outside of the dates that are asked for.")
        day = date_format(entry.date, "j F Y")
        yield Reason(code="date", sentence=sentence % {"date": day})


def _verdicts(
    *,
    hidden: tuple[Reason, ...],
    left_out: tuple[Reason, ...],
    excluded: tuple[TermMatch, ...],
    groups: tuple[GroupMatch, ...],
    views: tuple[EngineView, ...],
) -> Iterator[Reason]:
    """Yield answers, the most telling first."""
    if hidden:
        yield Reason(code="not_public", sentence=_("It is not found, because it is not public."))
    if left_out:
        yield Reason(code="left_out", sentence=_("It is not found, because it is left out."))
    if excluded:
        yield _with_words(
            "excluded",
            _("It is not found, because it has what the search excludes: %(words)s."),
            [term.text for term in excluded],
        )
    answering = next((one for one in views if not one.error), None)
    if answering is None:
        yield Reason(code="no_engine", sentence=_("No search engine can be asked now."))
    elif answering.place is not None:
        yield _found(answering.place, by_words=bool(groups))
    lacking = [group.text for group in groups if not group.matches]
    if lacking:
        yield _with_words(
            "lacks_words", _("It is not found, because it does not have: %(words)s."), lacking
        )
    yield Reason(
        code="not_indexed",
        sentence=_("It should be found, but the index does not have it as it is now."),
    )


def _found(place: Place, *, by_words: bool) -> Reason:
    if not by_words:
        sentence = _("It is found: without words, all statements are, the newest first.")
        return Reason(code="found", sentence=sentence)
    if place.relaxed:
        sentence = _(
            "It is found at place %(number)s of %(total)s, among statements with some of the words:"
            " none has all of them."
        )
    else:
        sentence = _("It is found at place %(number)s of %(total)s.")
    values = {"number": intcomma(place.number), "total": intcomma(place.total)}
    return Reason(code="found", sentence=sentence % values)


def _with_words(code: str, sentence, words: list[str]) -> Reason:
    return Reason(code=code, sentence=sentence % {"words": ", ".join(f"“{one}”" for one in words)})

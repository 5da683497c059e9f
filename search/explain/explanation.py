"""Explanation of why a question finds a statement or does not, with a verdict in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsroom.models import ArticlePage
from search.curation import state_tokens
from search.engines.entries import Entry
from search.engines.selection import engines_named
from search.explain.engine_reports import EngineReport, Rank, report_engine
from search.explain.publication_state import (
    Reason,
    Sentence,
    publication_notes,
    reasons_not_public,
)
from search.explain.query_words import QueryWord, explain_words
from search.explain.word_matches import GroupMatch, TermMatch, match_excluded, match_groups
from search.indexing.database_reader import read_page
from search.querying.request import Question


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything that decides whether a question finds a page, and the verdict."""

    page: ArticlePage
    question: Question
    entry: Entry
    words: tuple[QueryWord, ...]
    groups: tuple[GroupMatch, ...]
    excluded: tuple[TermMatch, ...]
    not_public: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    left_out: tuple[Reason, ...]
    engines: tuple[EngineReport, ...]
    verdict: Reason

    @property
    def is_found(self) -> bool:
        """Return whether readers who ask this question find the statement."""
        return self.verdict.code == "found"


def explain(page: ArticlePage, *, question: Question, engine: str | None = None) -> Explanation:
    """Return the explanation for a page; `engine` limits it to the engine of that name.

    Rights are not checked: the caller must know that the user may see the page.
    """
    state_tokens.reload_changed()
    entry = read_page(page.pk)
    parsed = question.parsed
    not_public = reasons_not_public(page)
    left_out = tuple(_reasons_left_out(entry, question))
    excluded = match_excluded(entry, parsed=parsed)
    groups = match_groups(entry, parsed=parsed, line=question.line)
    reports = tuple(
        report_engine(
            target,
            question=question,
            page_id=page.pk,
            expected=None if not_public else entry,
        )
        for target in engines_named(engine)
    )
    return Explanation(
        page=page,
        question=question,
        entry=entry,
        words=explain_words(question.line, parsed=parsed, language=question.language),
        groups=groups,
        excluded=excluded,
        not_public=not_public,
        notes=() if not_public else publication_notes(page),
        left_out=left_out,
        engines=reports,
        verdict=next(
            _verdicts(
                not_public=not_public,
                left_out=left_out,
                excluded=excluded,
                groups=groups,
                reports=reports,
            )
        ),
    )


def _reasons_left_out(entry: Entry, question: Question) -> Iterator[Reason]:
    """Yield the reasons why the language, site or filters exclude the statement."""
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
    not_public: tuple[Reason, ...],
    left_out: tuple[Reason, ...],
    excluded: tuple[TermMatch, ...],
    groups: tuple[GroupMatch, ...],
    reports: tuple[EngineReport, ...],
) -> Iterator[Reason]:
    """Yield the verdicts that apply, the most important first. There is always one."""
    if not_public:
        yield Reason(code="not_public", sentence=_("It is not found, because it is not public."))
    if left_out:
        yield Reason(code="left_out", sentence=_("It is not found, because it is left out."))
    if excluded:
        yield _with_words(
            "excluded",
            _("It is not found, because it has what the search excludes: %(words)s."),
            [term.text for term in excluded],
        )
    available = next((report for report in reports if not report.error), None)
    if available is None:
        yield Reason(code="no_engine", sentence=_("No search engine can be asked now."))
    elif available.place is not None:
        yield _found(available.place, by_words=bool(groups))
    missing = [group.text for group in groups if not group.matches]
    if missing:
        yield _with_words(
            "lacks_words", _("It is not found, because it does not have: %(words)s."), missing
        )
    yield Reason(
        code="not_indexed",
        sentence=_("It should be found, but the index does not have it as it is now."),
    )


def _found(rank: Rank, *, by_words: bool) -> Reason:
    if not by_words:
        sentence = _("It is found: without words, all statements are, the newest first.")
        return Reason(code="found", sentence=sentence)
    if rank.relaxed:
        sentence = _(
            "It is found at place %(number)s of %(total)s, among statements with some of the words:"
            " none has all of them."
        )
    else:
        sentence = _("It is found at place %(number)s of %(total)s.")
    values = {"number": intcomma(rank.number), "total": intcomma(rank.total)}
    return Reason(code="found", sentence=sentence % values)


def _with_words(code: str, sentence: Sentence, words: list[str]) -> Reason:
    quoted = ", ".join(f"“{word}”" for word in words)
    return Reason(code=code, sentence=sentence % {"words": quoted})

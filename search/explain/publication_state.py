"""Reasons why a statement is not public, in sentences for editors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from newsroom.models import ArticlePage
from newsroom.publishing.embargoes import embargo_end
from newsroom.translation.dates import format_office_time
from newsroom.visibility.written_language import recorded_language

Sentence = str | Promise


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A stable code, and a sentence in the active language."""

    code: str
    sentence: Sentence


def reasons_not_public(page: ArticlePage) -> tuple[Reason, ...]:
    """Return every reason why readers cannot see the page now; nothing where they can."""
    if ArticlePage.objects.filter(pk=page.pk).public_now().exists():
        return ()
    reasons = (*_state_reasons(page), *_restriction_reasons(page), *_source_reasons(page))
    return reasons or (Reason(code="unknown", sentence=_("It is not public.")),)


def publication_notes(page: ArticlePage) -> tuple[Reason, ...]:
    """Return what an editor should know about a page that is public."""
    if page.live and page.has_unpublished_changes:
        sentence = _("There is a newer draft. Search has the words that were published last.")
        return (Reason(code="newer_draft", sentence=sentence),)
    return ()


def _state_reasons(page: ArticlePage) -> Iterator[Reason]:
    now = timezone.now()
    if (until := embargo_end(page, now=now)) is not None:
        sentence = _("It is under embargo until %(moment)s.")
        yield Reason(code="embargoed", sentence=sentence % {"moment": format_office_time(until)})
    if page.live:
        if page.go_live_at and page.go_live_at > now:
            yield _dated_reason("scheduled", page.go_live_at)
        if page.expire_at and page.expire_at <= now:
            yield _dated_reason("expired", page.expire_at)
        if recorded_language(page):
            sentence = _("Most of its words are in the other language.")
            yield Reason(code="other_language", sentence=sentence)
        return
    scheduled = page.scheduled_revision
    if scheduled is not None:
        yield _dated_reason("scheduled", scheduled.approved_go_live_at)
    elif page.expired and page.expire_at:
        yield _dated_reason("expired", page.expire_at)
    elif page.first_published_at is None:
        yield Reason(code="draft", sentence=_("It is a draft that was never published."))
    else:
        yield Reason(code="taken_down", sentence=_("It was taken down."))


def _dated_reason(code: str, moment: datetime) -> Reason:
    sentence = (
        _("It is scheduled for %(moment)s.")
        if code == "scheduled"
        else _("Its time ended on %(moment)s.")
    )
    return Reason(code=code, sentence=sentence % {"moment": format_office_time(moment)})


def _restriction_reasons(page: Page) -> Iterator[Reason]:
    for restriction in page.get_view_restrictions().select_related("page"):
        if restriction.page_id == page.pk:
            yield Reason(
                code="restricted", sentence=_("Only readers with a password or login may see it.")
            )
        else:
            sentence = _("Only readers with a password or login may see “%(title)s” above it.")
            title = restriction.page.title
            yield Reason(code="restricted_above", sentence=sentence % {"title": title})


def _source_reasons(page: Page) -> Iterator[Reason]:
    source = page.alias_of
    if source is None:
        return
    if source.locale_id != page.locale_id:
        sentence = _("It is an untranslated copy of a statement in the other language.")
        yield Reason(code="untranslated", sentence=sentence)
    if source.get_view_restrictions().exists():
        sentence = _("The page that it is a copy of may not be seen by every reader.")
        yield Reason(code="source_restricted", sentence=sentence)

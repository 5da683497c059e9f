"""Why is a statement not public, in words for the editor?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from newsroom.models import ArticlePage
from newsroom.translation.dates import format_office_time


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A code that stays the same, and a sentence."""

    code: str
    sentence: Any


def reasons_not_public(page: ArticlePage) -> tuple[Reason, ...]:
    """Return every reason why readers cannot have the page now; nothing where they can."""
    if ArticlePage.objects.filter(pk=page.pk).public_now().exists():
        return ()
    found = (*_of_its_state(page), *_of_restrictions(page), *_of_copies(page))
    return found or (Reason(code="unknown", sentence=_("It is not public.")),)


def notes(page: ArticlePage) -> tuple[Reason, ...]:
    """Return what an editor should know of a page that is public."""
    if page.live and page.has_unpublished_changes:
        sentence = _("There is a newer draft. Search has the words that were published last.")
        return (Reason(code="newer_draft", sentence=sentence),)
    return ()


def _of_its_state(page: ArticlePage) -> Iterator[Reason]:
    now = timezone.now()
    if page.live:
        if page.go_live_at and page.go_live_at > now:
            yield _at("scheduled", page.go_live_at)
        if page.expire_at and page.expire_at <= now:
            yield _at("expired", page.expire_at)
        return
    scheduled = page.scheduled_revision
    if scheduled is not None:
        yield _at("scheduled", scheduled.approved_go_live_at)
    elif page.expired and page.expire_at:
        yield _at("expired", page.expire_at)
    elif page.first_published_at is None:
        yield Reason(code="draft", sentence=_("It is a draft that was never published."))
    else:
        yield Reason(code="taken_down", sentence=_("It was taken down."))


def _at(code: str, moment) -> Reason:
    sentence = (
        _("It is scheduled for %(moment)s.")
        if code == "scheduled"
        else _("Its time ended on %(moment)s.")
    )
    return Reason(code=code, sentence=sentence % {"moment": format_office_time(moment)})


def _of_restrictions(page: Page) -> Iterator[Reason]:
    for restriction in page.get_view_restrictions().select_related("page"):
        if restriction.page_id == page.pk:
            yield Reason(
                code="restricted", sentence=_("Only readers with a password or login may see it.")
            )
        else:
            sentence = _("Only readers with a password or login may see “%(title)s” above it.")
            title = restriction.page.title
            yield Reason(code="restricted_above", sentence=sentence % {"title": title})


def _of_copies(page: Page) -> Iterator[Reason]:
    source = page.alias_of
    if source is None:
        return
    if source.locale_id != page.locale_id:
        sentence = _("It is an untranslated copy of a statement in the other language.")
        yield Reason(code="untranslated", sentence=sentence)
    if source.get_view_restrictions().exists():
        sentence = _("The page that it is a copy of may not be seen by every reader.")
        yield Reason(code="source_restricted", sentence=sentence)

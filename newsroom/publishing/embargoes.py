"""Embargoes: setting, extending, shortening and lifting, for a page in both languages at once.

`newsroom.visibility.dates` compares the moment whenever something is read, so a page that is
published by any road before it stays hidden. All pages that say the same have the same embargo: the
translations of a page, copies that follow it, and copies that were made of it meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from newsroom.models import Embargo
from newsroom.translation.dates import format_office_time
from newsroom.visibility import public

SET = "newsroom.embargo.set"
EXTENDED = "newsroom.embargo.extended"
SHORTENED = "newsroom.embargo.shortened"
LIFTED = "newsroom.embargo.lifted"


class EmbargoRefusedError(Exception):
    """A change of an embargo is refused. `message` tells the editor why."""

    def __init__(self, message: str | Promise, *, field: str = "until") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


def embargo_end(page: Page, *, now: datetime | None = None) -> datetime | None:
    """Return the end of the page's embargo, None where it has none or it has ended. One query."""
    later = Embargo.objects.filter(page_id=page.pk, until__gt=now or timezone.now())
    moment: datetime | None = later.values_list("until", flat=True).first()
    return moment


def pages_of_embargo(page: Page) -> list[Page]:
    """Return the page, its translations, and the copies that follow any of them, by id."""
    original = page.alias_of or page
    key = original.translation_key
    pages = Page.objects.filter(Q(translation_key=key) | Q(alias_of__translation_key=key))
    return list(pages.order_by("pk"))


def may_shorten(page: Page, user) -> bool:
    """Return whether the user may shorten or lift the embargo: whoever may publish the page."""
    return bool(page.permissions_for_user(user).can_publish())


def may_set(page: Page, user) -> bool:
    """Return whether the user may set or extend an embargo, as all who may edit the page."""
    rights = page.permissions_for_user(user)
    return bool(rights.can_edit() or rights.can_publish())


@transaction.atomic
def set_embargo(page: Page, *, until: datetime, user, reason: str = "") -> str:
    """Set, extend or shorten the embargo of the page in both languages; return the log action.

    Raises `EmbargoRefusedError` for a moment in the past, for pages that are public, and where the
    user lacks the right or the reason that an earlier moment needs.
    """
    pages = _locked(page)
    now, before = timezone.now(), embargo_end(page)
    if until <= now:
        raise EmbargoRefusedError(_("Choose a moment in the future."))
    if before is None and public(Page.objects.filter(pk__in=[each.pk for each in pages])).exists():
        raise EmbargoRefusedError(
            _("This is public already, in one language at least. Unpublish it first.")
        )
    if before is not None and until < before:
        _check_right_and_reason(page, user=user, reason=reason)
    if before == until:
        return ""
    action = SET if before is None else EXTENDED if until > before else SHORTENED
    for each in pages:
        Embargo.objects.update_or_create(page_id=each.pk, defaults={"until": until})
    _move_publication(pages, before=before, until=until)
    _log(pages, action=action, user=user, before=before, until=until, reason=reason)
    return action


@transaction.atomic
def lift_embargo(page: Page, *, user, reason: str) -> None:
    """End the embargo of the page in both languages now; raises `EmbargoRefusedError`."""
    pages = _locked(page)
    before = embargo_end(page)
    if before is None:
        raise EmbargoRefusedError(_("There is no embargo to lift."))
    _check_right_and_reason(page, user=user, reason=reason)
    for embargo in Embargo.objects.filter(page__in=pages):
        embargo.delete()
    _move_publication(pages, before=before, until=timezone.now())
    _log(pages, action=LIFTED, user=user, before=before, until=None, reason=reason)


def inherit_embargo(page: Page) -> None:
    """Give a new page the embargo of its translations, or of the page that it is a copy of."""
    same = Q(page__translation_key=page.translation_key)
    for pk in (page.alias_of_id, getattr(page, "copied_from_id", None)):
        if pk is not None:
            same |= Q(page_id=pk)
    embargo = (
        Embargo.objects.filter(same, until__gt=timezone.now())
        .exclude(page_id=page.pk)
        .order_by("-until")
        .first()
    )
    if embargo is not None:
        Embargo.objects.update_or_create(page_id=page.pk, defaults={"until": embargo.until})


def date_publication(page: Page) -> None:
    """Give a page that is published under an embargo the end of the embargo as its time.

    Lists, feeds and partners order by it, and nobody could read the page before.
    """
    until = embargo_end(page)
    if until is None or not page.live:
        return
    changed = {"last_published_at": until}
    if page.first_published_at is not None and page.first_published_at == page.last_published_at:
        changed["first_published_at"] = until
    Page.objects.filter(pk=page.pk).update(**changed)
    for name, moment in changed.items():
        setattr(page, name, moment)


def _locked(page: Page) -> list[Page]:
    """Return the pages of the embargo, locked in the order in which publication locks them."""
    pks = [each.pk for each in pages_of_embargo(page)]
    return list(Page.objects.filter(pk__in=pks).select_for_update().order_by("pk"))


def _check_right_and_reason(page: Page, *, user, reason: str) -> None:
    if not may_shorten(page, user):
        raise EmbargoRefusedError(
            _("Only someone who may publish can shorten or lift an embargo."), field="reason"
        )
    if not reason.strip():
        raise EmbargoRefusedError(_("Give the reason. It is kept in the history."), field="reason")


def _move_publication(pages: Iterable[Page], *, before: datetime | None, until: datetime) -> None:
    """Move the times of pages that were published under the embargo to its new end."""
    if before is None:
        return
    for name in ("first_published_at", "last_published_at"):
        rows = Page.objects.filter(pk__in=[page.pk for page in pages], live=True, **{name: before})
        rows.update(**{name: until})


def _log(
    pages: Iterable[Page],
    *,
    action: str,
    user,
    before: datetime | None,
    until: datetime | None,
    reason: str,
) -> None:
    data = {
        "before": format_office_time(before) if before else "",
        "until": format_office_time(until) if until else "",
        "reason": reason.strip(),
    }
    for page in pages:
        log(instance=page.specific, action=action, user=user, data=data)

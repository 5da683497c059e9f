"""Moving of a scheduled publication to another day, at the same time of the office's clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from newsroom.publishing.embargoes import embargo_end
from newsroom.translation.dates import format_office_time


class MoveRefusedError(Exception):
    """A publication cannot be moved to a day. `message` tells the editor why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


def moved_to(moment: datetime, day: date) -> datetime:
    """Return the same time of the office's clock on another day.

    A time that a clock change skips becomes the same number of minutes after the change.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    local = timezone.localtime(moment, zone)
    wanted = datetime.combine(day, local.time().replace(fold=0), tzinfo=zone)
    return wanted.astimezone(ZoneInfo("UTC"))


@transaction.atomic
def move_publication(page: Page, *, day: date, user: AbstractUser) -> datetime:
    """Schedule the page's scheduled version for another day; return the new time.

    A new version is saved and scheduled as from the page's form, so that the history names who
    moved it and every check before a publication applies. Raises `MoveRefusedError`.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk)
    revision = locked.scheduled_revision
    if revision is None:
        raise MoveRefusedError(_("This is not scheduled any more."))
    moment = moved_to(revision.approved_go_live_at, day)
    draft = revision.as_object()
    _check(draft, moment)
    draft.go_live_at = moment
    draft.save_revision(user=user, log_action=True).publish(user=user)
    return moment


def _check(draft: Page, moment: datetime) -> None:
    if moment <= timezone.now():
        raise MoveRefusedError(_("Choose a day on which this time is still to come."))
    if draft.expire_at is not None and draft.expire_at <= moment:
        raise MoveRefusedError(
            _("It is to be taken down on %(moment)s; choose an earlier day.")
            % {"moment": format_office_time(draft.expire_at)}
        )
    until = embargo_end(draft)
    if until is not None and until > moment:
        raise MoveRefusedError(
            _("It is under embargo until %(moment)s; choose a later day.")
            % {"moment": format_office_time(until)}
        )

"""Acts on both languages in the admin: who may do which, and what they answer."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, PageViewRestriction

from newsroom.editing.translation.approval import approval_for
from newsroom.editing.translation.equality import FIELD, record_equality
from newsroom.models import HeldVersion
from newsroom.publishing import pair_acts
from newsroom.translation.dates import format_office_time
from newsroom.translation.pair_state import PairState, Status

OFFICE_ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, kw_only=True)
class PairActs:
    """What a user may do with both languages at once, and which version is held."""

    can_submit: bool = False
    can_check: bool = False
    can_approve: bool = False
    can_publish: bool = False
    can_withdraw: bool = False
    can_restrict: bool = False
    is_private: bool = False
    can_hold: bool = False
    held: HeldVersion | None = None

    @property
    def any(self) -> bool:
        """Return whether there is an act to offer."""
        return self.can_submit or self.can_check or self.can_approve or self.can_publish


def acts_on(page: Page, pair: PairState, user) -> PairActs:
    """Return what the user may do with the pair of `page`."""
    pages = _pages(pair)
    if len(pages) < 2:
        return PairActs()
    permissions = [each.permissions_for_user(user) for each in pages]
    is_locked = any(_is_locked(each, user) for each in pages)
    publishes = not is_locked and all(each.can_publish() for each in permissions)
    approvals = [approval_for(each, user) for each in pages]
    decides = all("approve" in dict(each.actions) for each in approvals)
    held = HeldVersion.objects.filter(page__in=pages).select_related("page__locale").first()
    own, other = pair.side(page.locale.language_code), pair.other(page.locale.language_code)
    return PairActs(
        can_submit=all(each.can_edit() for each in permissions)
        and any(each.can_submit for each in approvals)
        and all(each.can_submit or each.step for each in approvals),
        can_check=decides and all(each.is_check for each in approvals),
        can_approve=decides and not any(each.is_check for each in approvals),
        can_publish=publishes,
        can_withdraw=publishes
        and any(side.is_public or side.status == Status.SCHEDULED for side in pair.sides),
        can_restrict=publishes,
        is_private=PageViewRestriction.objects.filter(page__in=pages).exists(),
        can_hold=publishes and held is None and not other.is_public and not own.is_public,
        held=held,
    )


def act(request: HttpRequest, page: Page, pair: PairState) -> bool:
    """Do to both languages what the request asks for; return whether it names an act.

    Raises `PermissionDenied` for an act that the user may not do. A refusal by the gate is not
    caught: its middleware asks the approver to decide.
    """
    name = request.POST.get("action", "")
    if name not in ACTS:
        return False
    allowed = acts_on(page, pair, request.user)
    needs, perform = ACTS[name]
    if not getattr(allowed, needs):
        raise PermissionDenied
    try:
        message = perform(request, page, pair)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return True
    if request.POST.get(FIELD):
        first, second = _pages(pair)
        record_equality(
            request, Page.objects.get(pk=first.pk), other=Page.objects.get(pk=second.pk)
        )
    messages.success(request, message)
    return True


def _submit(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.submit_pair(_pages(pair), user=request.user)
    return _("Both languages are submitted for approval.")


def _check(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.approve_pair(_pages(pair), user=request.user)
    return _("Both languages are checked and go on to approval.")


def _approve(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.approve_pair(_pages(pair), user=request.user)
    return _("Both languages are approved.")


def _publish(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.publish_pair(_pages(pair), user=request.user)
    return _("Both languages are published.")


def _schedule(request: HttpRequest, page: Page, pair: PairState) -> str:
    moment = office_time(request.POST.get("moment", ""))
    pair_acts.schedule_pair(_pages(pair), moment=moment, user=request.user)
    when = format_office_time(moment)
    return _("Both languages will be published at the same moment: %(time)s.") % {"time": when}


def _withdraw(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.withdraw_pair(_pages(pair), user=request.user)
    return _("Both languages are taken down.")


def _make_private(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.restrict_pair(_pages(pair), user=request.user, private=True)
    return _("Both languages are private now: only people who are logged in can read them.")


def _make_public(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.restrict_pair(_pages(pair), user=request.user, private=False)
    return _("Both languages are no longer private.")


def _hold(request: HttpRequest, page: Page, pair: PairState) -> str:
    pair_acts.hold(page, user=request.user)
    return _("This version waits, and is published in the same moment as the other language.")


def _end_hold(request: HttpRequest, page: Page, pair: PairState) -> str:
    for each in _pages(pair):
        pair_acts.end_hold(each, user=request.user)
    return _("The version no longer waits for the other language.")


# Name → the attribute of `PairActs` that allows it, and the function.
ACTS = {
    "submit-both": ("can_submit", _submit),
    "check-both": ("can_check", _check),
    "approve-both": ("can_approve", _approve),
    "publish-both": ("can_publish", _publish),
    "schedule-both": ("can_publish", _schedule),
    "withdraw-both": ("can_withdraw", _withdraw),
    "private-both": ("can_restrict", _make_private),
    "public-both": ("can_restrict", _make_public),
    "hold": ("can_hold", _hold),
    "end-hold": ("can_publish", _end_hold),
}


def office_time(text: str) -> datetime:
    """Return the time in the office's zone that a form field states; raises `ValidationError`."""
    try:
        local = parse_datetime(text)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None:
        raise ValidationError(_("Give day and time, such as 2026-06-16 09:30."))
    moment = local.replace(tzinfo=OFFICE_ZONE)
    if (
        timezone.localtime(moment.astimezone(ZoneInfo("UTC")), OFFICE_ZONE).replace(tzinfo=None)
        != local
    ):
        raise ValidationError(_("There is no such time: the clocks go forward."))
    if moment <= timezone.now():
        raise ValidationError(_("This time has passed."))
    return moment


def _pages(pair: PairState) -> list[Page]:
    return [side.page.specific for side in pair.sides if side.page is not None]


def _is_locked(page: Page, user) -> bool:
    """Return whether someone else has locked the page. A scheduled page is not locked for acts."""
    return bool(page.locked and page.locked_by_id != user.pk)

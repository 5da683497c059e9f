"""What is published or taken down next, and what should have been already."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from newsroom.editing.dashboard.rows import ROWS, Action, Order, Row, RowsPanel, page_row
from newsroom.editing.rights.page_access import editable_pages
from newsroom.models import ScheduleFailure
from newsroom.publishing.gate import reason
from newsroom.publishing.overdue import GRACE, overdue_for, with_go_live_time
from newsroom.translation.dates import format_office_time

PUBLISH = ScheduleFailure.Action.PUBLISH
EXPIRE = ScheduleFailure.Action.EXPIRE
NOTES = {PUBLISH: gettext_lazy("will be published"), EXPIRE: gettext_lazy("will be taken down")}
FAILURES = {
    PUBLISH: gettext_lazy("could not be published"),
    EXPIRE: gettext_lazy("could not be taken down"),
}


class DuePanel(RowsPanel):
    """The next publications and expiries of the office, overdue ones first. Three queries."""

    name = "due"
    order = Order.DUE
    heading = gettext_lazy("Due next")

    @property
    def needs_editor(self) -> bool:  # type: ignore[override]  # depends on the rows
        """Return whether something is overdue; what is only planned needs nobody."""
        return any(row.is_urgent for row in self.__dict__.get("_rows", []))

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the rows in the order of their times."""
        now = timezone.now()
        pages = editable_pages(request).select_related("locale")
        failures = {
            (failure.page_id, failure.action): failure
            for failure in ScheduleFailure.objects.filter(
                page__in=editable_pages(request)
            ).select_related("page__locale")
        }
        due: dict[tuple[int, str], tuple[datetime, Page]] = {
            (failure.page_id, failure.action): (failure.due_at, failure.page)
            for failure in failures.values()
        }
        for page in with_go_live_time(pages).order_by("scheduled_for")[:ROWS]:
            due[page.pk, PUBLISH] = (page.scheduled_for, page)
        expiring = pages.filter(live=True, expire_at__isnull=False).order_by("expire_at")
        for page in expiring[:ROWS]:
            due[page.pk, EXPIRE] = (page.expire_at, page)
        rows = sorted(due.items(), key=lambda item: item[1][0])
        return [
            _row(
                page,
                action=action,
                moment=moment,
                now=now,
                failure=failures.get((page.pk, action)),
                request=request,
            )
            for (_pk, action), (moment, page) in rows[:ROWS]
        ]


def _row(
    page: Page,
    *,
    action: str,
    moment: datetime,
    now: datetime,
    failure: ScheduleFailure | None,
    request: HttpRequest,
) -> Row:
    is_overdue = moment <= now - GRACE
    when = format_office_time(moment)
    if failure is not None:
        note, when = FAILURES[failure.action], f"{when}: {reason(failure)}"
    elif is_overdue:
        note = _("overdue by %(time)s") % {"time": overdue_for(moment, now=now)}
    else:
        note = NOTES[ScheduleFailure.Action(action)]
    may_publish = action == PUBLISH and page.permissions_for_user(request.user).can_publish()
    return page_row(
        page,
        note=note,
        detail=when,
        is_urgent=is_overdue or failure is not None,
        action=publish_now_action(page) if is_overdue and may_publish else None,
    )


def publish_now_action(page: Page) -> Action:
    """Return the button that publishes an overdue page."""
    return Action(label=_("Publish now"), url=reverse("newsroom_publish_overdue", args=[page.pk]))

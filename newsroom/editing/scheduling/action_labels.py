"""Labels of the buttons that publish, schedule, check and approve, with the planned time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, WorkflowMenuItem
from wagtail.models import Page

from newsroom.publishing.review import Step, step_of
from newsroom.translation.dates import format_office_time


class SchedulingPublishItem(PublishMenuItem):
    """The publish button, which names the time when the saved draft has one in the future."""

    template_name = "newsroom/admin/publish_button.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the planned time, "" without one."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        moment = planned_time(context.get("page"))
        context["planned_time"] = format_office_time(moment) if moment else ""
        return context


def name_planned_time(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: Mapping[str, Any]
) -> None:
    """Replace the labels. A hook of Wagtail."""
    for position, item in enumerate(menu_items):
        if type(item) is PublishMenuItem:
            menu_items[position] = SchedulingPublishItem(order=item.order)
    page = context.get("page")
    state = page.current_workflow_state if page else None
    if page is None or state is None:
        return
    moment = planned_time(page)
    is_check = step_of(state) == Step.CHECK
    for item in menu_items:
        if isinstance(item, WorkflowMenuItem) and item.name == "approve":
            item.label = (
                _check_label(asks_comment=item.launch_modal)
                if is_check
                else _approval_label(moment, asks_comment=item.launch_modal)
            )


def planned_time(page: Page | None) -> datetime | None:
    """Return the go-live time of the draft if it lies in the future."""
    moment: datetime | None = page.go_live_at if page else None
    return moment if moment is not None and moment > timezone.now() else None


def _check_label(*, asks_comment: bool) -> str:
    if asks_comment:
        return _("Pass on for approval with a comment")
    return _("Pass on for approval")


def _approval_label(moment: datetime | None, *, asks_comment: bool) -> str:
    if moment is None:
        if asks_comment:
            return _("Approve with a comment and publish now")
        return _("Approve and publish now")
    values = {"time": format_office_time(moment)}
    if asks_comment:
        return _("Approve with a comment and schedule for %(time)s") % values
    return _("Approve and schedule for %(time)s") % values

"""The notice on the form of a page in review: who has it, and what its author can do."""

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractGroupApprovalTask, Page, WorkflowState

from newsroom.translation.dates import format_office_time

MOST_NAMES = 5


def show_review(request: HttpRequest, page: Page, state: WorkflowState) -> None:
    """Say who can decide on the page, to those for whom it is locked until then."""
    task_state = state.current_task_state
    task = task_state.task.specific if task_state else None
    if not isinstance(task, AbstractGroupApprovalTask):
        return
    if not task.locked_for_user(page, request.user):
        return
    people = get_user_model().objects.filter(groups__in=task.groups.all(), is_active=True)
    names = [get_user_display_name(person) for person in people.distinct()[:MOST_NAMES]]
    text = _("Waits for approval since %(moment)s.") % {
        "moment": format_office_time(task_state.started_at)
    }
    if names:
        text += " " + _("It can be decided by: %(names)s.") % {"names": ", ".join(names)}
    else:
        text += " " + _("Nobody is in the group that decides: ask an approver or the operator.")
    if state.user_can_cancel(request.user):
        text += " " + _("To change it before, choose “Cancel workflow” in the menu at the bottom.")
    messages.info(request, text, extra_tags="lock")

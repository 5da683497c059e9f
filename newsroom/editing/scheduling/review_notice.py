"""The notice on the form of a page in review: who has it, and what its author can do."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractGroupApprovalTask, Page, WorkflowState

from newsroom.publishing.review import Step, people_who_decide, step_of
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
    names = [get_user_display_name(person) for person in people_who_decide(task)[:MOST_NAMES]]
    moment = format_office_time(task_state.started_at)
    if step_of(state) == Step.CHECK:
        text = _("Waits to be checked since %(moment)s, before it is approved.")
    else:
        text = _("Waits for approval since %(moment)s.")
    text %= {"moment": moment}
    if names:
        text += " " + _("It can be decided by: %(names)s.") % {"names": ", ".join(names)}
    else:
        text += " " + _("Nobody is in the group that decides: ask a manager or the operator.")
    if state.user_can_cancel(request.user):
        text += " " + _("To change it before, choose “Cancel workflow” in the menu at the bottom.")
    messages.info(request, text, extra_tags="lock")

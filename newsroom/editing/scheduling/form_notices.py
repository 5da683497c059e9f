"""Notices at the top of a page's form: that it is overdue, and why it was returned."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, WorkflowState

from newsroom.editing.scheduling.confirmation import schedule_text, scheduled_time
from newsroom.editing.scheduling.review_notice import show_review
from newsroom.publishing.overdue import overdue_for, overdue_since
from newsroom.translation.dates import format_office_time


def show_notices(request: HttpRequest, page: Page) -> None:
    """Add the notices to the form that is being opened. A hook of Wagtail."""
    opens_form = request.method == "GET" and "_w_hydrate_create_view" not in request.GET
    if not opens_form or page.alias_of_id:
        return
    _show_schedule(request, page)
    _show_overdue(request, page)
    _show_return(request, page)


def _show_schedule(request: HttpRequest, page: Page) -> None:
    moment = scheduled_time(page)
    if moment is not None:
        messages.info(request, schedule_text(page, moment), extra_tags="lock")


def _show_overdue(request: HttpRequest, page: Page) -> None:
    moment = overdue_since(page)
    if moment is None:
        return
    may_publish = page.permissions_for_user(request.user).can_publish()
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    context = {
        "moment": format_office_time(moment),
        "time": overdue_for(moment),
        "url": reverse("newsroom_publish_overdue", args=[page.pk]) if may_publish else "",
        "next": edit_url,
        "csrf_token": get_token(request),
    }
    messages.warning(
        request, render_to_string("newsroom/admin/overdue_notice.html", context), extra_tags="lock"
    )


def _show_return(request: HttpRequest, page: Page) -> None:
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        show_review(request, page, state)
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    task = state.current_task_state
    if task is None or task.finished_at is None:
        return
    values = {
        "name": get_user_display_name(task.finished_by) if task.finished_by else "",
        "moment": format_office_time(task.finished_at),
        "comment": task.specific.get_comment(),
    }
    if not values["name"]:
        text = _("Returned on %(moment)s.")
    else:
        text = _("Returned by %(name)s on %(moment)s.")
    text %= values
    if values["comment"]:
        text = f"{text} “{values['comment']}”"
    messages.warning(request, text)

"""What the editor has to check or to approve, and what came back to them."""

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type

from newsroom.editing.dashboard.rows import ROWS, Order, Row, RowsPanel, page_row
from newsroom.editing.rights.page_access import editable_pages
from newsroom.publishing.review import Step, waiting_for_approval
from newsroom.translation.dates import format_office_time


class ReviewPanel(RowsPanel):
    """What waits for a decision of the editor at one step, the longest first. Three queries."""

    step: Step

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the pages whose current task the user may decide on."""
        approvals = Q(workflow_state__in=waiting_for_approval().values("pk"))
        states = list(
            TaskState.objects.reviewable_by(request.user)
            .filter(workflow_state__base_content_type=get_default_page_content_type())
            .filter(approvals if self.step == Step.APPROVAL else ~approvals)
            .select_related("workflow_state__requested_by")
            .order_by("started_at")[:ROWS]
        )
        pages = _pages([state.workflow_state for state in states])
        return [
            page_row(
                pages[int(state.workflow_state.object_id)],
                note=_submitted_by(state.workflow_state),
                detail=format_office_time(state.started_at),
            )
            for state in states
            if int(state.workflow_state.object_id) in pages
        ]


class ToApprovePanel(ReviewPanel):
    """What waits for approval by the user."""

    name = "to-approve"
    order = Order.TO_APPROVE
    heading = gettext_lazy("To approve")
    step = Step.APPROVAL


class ToCheckPanel(ReviewPanel):
    """What waits for a check by the user, before others approve it."""

    name = "to-check"
    order = Order.TO_CHECK
    heading = gettext_lazy("To check")
    step = Step.CHECK


class ReturnedPanel(RowsPanel):
    """What came back to the editor with a request for changes. Two queries."""

    name = "returned"
    order = Order.RETURNED
    heading = gettext_lazy("Returned to you")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the pages that the user submitted or owns, the last returned first."""
        states = list(
            returned_states()
            .filter(
                Q(requested_by=request.user)
                | Q(page_id__in=editable_pages(request).filter(owner=request.user).values("pk"))
            )
            .order_by("-current_task_state__finished_at")[:ROWS]
        )
        pages = _pages(states)
        return [
            page_row(
                pages[state.page_id],
                note=returned_by(state),
                detail=state.current_task_state.comment,
            )
            for state in states
            if state.page_id in pages
        ]


def returned_states() -> QuerySet[WorkflowState]:
    """Return the workflows of pages that wait for changes, annotated with `page_id`."""
    states: QuerySet[WorkflowState] = (
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            base_content_type=get_default_page_content_type(),
        )
        .annotate(page_id=Cast("object_id", BigIntegerField()))
        .select_related("current_task_state__finished_by")
    )
    return states


def returned_by(state: WorkflowState) -> str:
    """Return who returned the page, and when."""
    task = state.current_task_state
    if task is None or task.finished_at is None:
        return _("returned")
    moment = format_office_time(task.finished_at)
    if task.finished_by is None:
        return _("returned on %(moment)s") % {"moment": moment}
    name = get_user_display_name(task.finished_by)
    return _("returned by %(name)s on %(moment)s") % {"name": name, "moment": moment}


def _submitted_by(state: WorkflowState) -> str:
    if state.requested_by is None:
        return _("submitted")
    return _("submitted by %(name)s") % {"name": get_user_display_name(state.requested_by)}


def _pages(states: list[WorkflowState]) -> dict[int, Page]:
    found: dict[int, Page] = Page.objects.select_related("locale").in_bulk(
        [int(state.object_id) for state in states]
    )
    return found

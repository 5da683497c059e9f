"""Drafts: the editor's own, and those of others in the office."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, WorkflowState, get_default_page_content_type

from newsroom.editing.dashboard.rows import ROWS, Order, Row, RowsPanel, page_row
from newsroom.editing.rights.page_access import editable_pages
from newsroom.publishing.review import waiting_for_approval
from newsroom.translation.dates import format_office_time


def _drafts(request: HttpRequest) -> QuerySet[Page]:
    """Return what is not public yet, without what is scheduled, which *Due next* shows."""
    key = Cast(OuterRef("pk"), CharField())
    scheduled = Revision.page_revisions.filter(object_id=key, approved_go_live_at__isnull=False)
    workflows = WorkflowState.objects.filter(
        object_id=key,
        base_content_type=get_default_page_content_type(),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    pages: QuerySet[Page] = (
        editable_pages(request)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .filter(latest_revision__isnull=False, alias_of__isnull=True, expired=False)
        .filter(~Exists(scheduled))
        .annotate(
            is_in_review=Exists(workflows),
            waits_for_approval=Exists(
                waiting_for_approval().filter(
                    object_id=key, base_content_type=get_default_page_content_type()
                )
            ),
        )
        .select_related("locale")
        .order_by("-latest_revision_created_at")
    )
    return pages


def _is_own(request: HttpRequest) -> Q:
    """Match what the user wrote: the newest version, or a page that nobody else has changed."""
    own_version = Q(latest_revision__user=request.user)
    return own_version | Q(owner=request.user, latest_revision__user__isnull=True)


class MyDraftsPanel(RowsPanel):
    """The editor's own drafts, also those that wait to be checked. One query."""

    name = "my-drafts"
    order = Order.MY_DRAFTS
    heading = gettext_lazy("Your drafts")
    needs_editor = False

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the drafts, the newest first."""
        return [_row(page) for page in _drafts(request).filter(_is_own(request))[:ROWS]]


class OfficeDraftsPanel(RowsPanel):
    """The drafts of others in the office. One query."""

    name = "drafts"
    order = Order.OFFICE_DRAFTS
    heading = gettext_lazy("Drafts of the office")
    needs_editor = False

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the drafts that others are writing, the newest first."""
        mine = _drafts(request).filter(_is_own(request))
        others = _drafts(request).filter(is_in_review=False).exclude(pk__in=mine.values("pk"))
        return [_row(page) for page in others[:ROWS]]


def _row(page: Page) -> Row:
    if page.waits_for_approval:
        note = _("waits for approval")
    elif page.is_in_review:
        note = _("waits to be checked")
    elif page.live:
        note = _("changed since publication")
    else:
        note = _("not public yet")
    return page_row(page, note=note, detail=format_office_time(page.latest_revision_created_at))

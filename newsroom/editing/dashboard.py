"""What is due, what went wrong, what lies about unfinished? The dashboard's answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from newsroom.editing.listings.statements import has_counterpart
from newsroom.editing.partners.webhooks import own_webhooks
from newsroom.models import ArticlePage, ScheduleFailure
from newsroom.translation.dates import format_office_time
from newsroom.worker.jobs import overdue_heartbeats, worker_is_running

ROWS = 8


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a panel."""

    page: Page
    note: Any
    detail: str = ""

    @property
    def edit_url(self) -> str:
        """Return where the page is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


def own_pages(request: HttpRequest) -> QuerySet[Page]:
    """Return the pages that the editor may change."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_any_permission_for(request.user, ["add", "change", "publish"])


class RowsPanel(Component):
    """A panel with a heading and rows; left out when it has none."""

    template_name = "newsroom/admin/dashboard_rows.html"
    heading: Any = ""
    name = ""

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return what to show; nothing unless a panel says otherwise."""
        return []

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Give the template heading and rows."""
        context = super().get_context_data(parent_context) or {}
        rows = self.rows(parent_context["request"])
        return {**context, "heading": self.heading, "name": self.name, "rows": rows}


class DuePanel(RowsPanel):
    """What the worker will publish and take down next."""

    name = "due"
    order = 120
    heading = _("Due next")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the next publications and expiries in their order."""
        pages = own_pages(request)
        now = timezone.now()
        revisions = (
            Revision.page_revisions.filter(approved_go_live_at__isnull=False)
            .order_by("approved_go_live_at")
            .defer("content")[:200]
        )
        moments = {int(revision.object_id): revision.approved_go_live_at for revision in revisions}
        due = [
            (moments[page.pk], page, _("will be published"))
            for page in pages.filter(pk__in=moments).select_related("locale")
        ]
        expiring = pages.filter(live=True, expire_at__gt=now).order_by("expire_at")
        due += [
            (page.expire_at, page, _("will be taken down"))
            for page in expiring.select_related("locale")[:ROWS]
        ]
        due.sort(key=lambda item: item[0])
        return [
            Row(page=page, note=note, detail=format_office_time(moment))
            for moment, page, note in due[:ROWS]
        ]


class TroublePanel(Component):
    """What could not be published or taken down, and whether the worker runs."""

    name = "trouble"
    order = 110
    template_name = "newsroom/admin/dashboard_trouble.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Give the template the failures, and the state of the worker."""
        request = parent_context["request"]
        failures = (
            ScheduleFailure.objects.filter(page__in=own_pages(request))
            .select_related("page", "page__locale")
            .order_by("due_at")
        )
        notes = {"publish": _("could not be published"), "expire": _("could not be taken down")}
        return {
            "rows": [
                Row(
                    page=failure.page,
                    note=notes[failure.action],
                    detail=f"{format_office_time(failure.due_at)}: {failure.error}",
                )
                for failure in failures
            ],
            "broken_webhooks": own_webhooks(request).filter(disabled_at__isnull=False),
            "worker_runs": worker_is_running(),
            "broken_jobs": [beat for beat in overdue_heartbeats() if beat.finished_at],
        }


class DraftsPanel(RowsPanel):
    """What anybody in the office has begun and not published."""

    name = "drafts"
    order = 250
    heading = _("Recent drafts")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the pages with unpublished words, the newest first."""
        drafts = (
            own_pages(request)
            .filter(Q(live=False) | Q(has_unpublished_changes=True))
            .filter(latest_revision__isnull=False, alias_of__isnull=True, expired=False)
            .select_related("locale")
            .order_by("-latest_revision_created_at")
        )
        return [
            Row(
                page=page,
                note=_("not public yet") if not page.live else _("changed since publication"),
                detail=format_office_time(page.latest_revision_created_at),
            )
            for page in drafts[:ROWS]
        ]


class OneLanguagePanel(RowsPanel):
    """Public statements that are there in one language only."""

    name = "one-language"
    order = 260
    heading = _("In one language only")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the newest of them."""
        statements = (
            ArticlePage.objects.filter(pk__in=own_pages(request).values("pk"), live=True)
            .filter(~has_counterpart())
            .select_related("locale")
            .defer_streamfields()
            .newest_first()
        )
        return [
            Row(
                page=page,
                note=_("has no page in the other language"),
                detail=formats.date_format(page.date, "j F Y"),
            )
            for page in statements[:ROWS]
        ]

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Add where all of them are listed."""
        context = super().get_context_data(parent_context)
        more = reverse("newsroom_statements:index") + "?translated=no&state=live"
        return {**context, "more_url": more}


def add_panels(request: HttpRequest, panels: list) -> None:
    """Put the newsroom's panels among Wagtail's; Wagtail sorts them by their order."""
    panels += [TroublePanel(), DuePanel(), DraftsPanel(), OneLanguagePanel()]

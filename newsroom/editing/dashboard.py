"""Panels of the admin's home page: due publications, failures, drafts, missing translations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision

from newsroom.editing.partners.webhooks import editable_webhooks
from newsroom.editing.rights.page_access import editable_pages
from newsroom.models import ArticlePage, ScheduleFailure
from newsroom.translation.dates import format_office_time
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import PairFilter, PairState, pair_condition, pair_states
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
        """Return the URL of the page's form."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


class RowsPanel(Component):
    """A panel with a heading and rows, hidden without rows."""

    template_name = "newsroom/admin/dashboard_rows.html"
    heading: Any = ""
    name = ""

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the rows to show; subclasses override this."""
        return []

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Add heading, name and rows."""
        context = super().get_context_data(parent_context) or {}
        rows = self.rows(parent_context["request"])
        return {**context, "heading": self.heading, "name": self.name, "rows": rows}


class DuePanel(RowsPanel):
    """The next pages that the worker will publish or unpublish."""

    name = "due"
    order = 120
    heading = _("Due next")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the next publications and expiries in order of time."""
        pages = editable_pages(request)
        now = timezone.now()
        revisions = (
            Revision.page_revisions.filter(approved_go_live_at__isnull=False)
            .order_by("approved_go_live_at")
            .defer("content")[:200]
        )
        go_live_times = {
            int(revision.object_id): revision.approved_go_live_at for revision in revisions
        }
        due = [
            (go_live_times[page.pk], page, _("will be published"))
            for page in pages.filter(pk__in=go_live_times).select_related("locale")
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


class FailuresPanel(Component):
    """Failed publications and expiries, disabled webhooks and the state of the worker."""

    name = "trouble"
    order = 110
    template_name = "newsroom/admin/dashboard_trouble.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Return the failures and the state of the worker."""
        request = parent_context["request"]
        failures = (
            ScheduleFailure.objects.filter(page__in=editable_pages(request))
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
            "broken_webhooks": editable_webhooks(request).filter(disabled_at__isnull=False),
            "worker_runs": worker_is_running(),
            "broken_jobs": [beat for beat in overdue_heartbeats() if beat.finished_at],
        }


class DraftsPanel(RowsPanel):
    """Unpublished drafts and changes of all editors of the office."""

    name = "drafts"
    order = 250
    heading = _("Recent drafts")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the pages with an unpublished draft, the newest first."""
        drafts = (
            editable_pages(request)
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
    """Public statements whose other language is missing or not public."""

    name = "one-language"
    order = 260
    heading = _("In one language only")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the newest such statements, with the state of their other language."""
        statements = list(
            ArticlePage.objects.filter(pk__in=editable_pages(request).values("pk"), live=True)
            .filter(pair_condition(PairFilter.SINGLE))
            .select_related("locale")
            .defer_streamfields()
            .newest_first()[:ROWS]
        )
        states = pair_states(statements)
        return [
            Row(
                page=page,
                note=self._note(page, states[page.pk]),
                detail=formats.date_format(page.date, "j F Y"),
            )
            for page in statements
        ]

    def _note(self, page: Page, pair: PairState) -> str:
        if not pair.is_in_both_languages:
            return _("has no page in the other language")
        other = pair.other(language_of(page))
        return f"{other.language_name}: {other.describe()}"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Add the URL of the complete list."""
        context = super().get_context_data(parent_context)
        more = reverse("newsroom_statements:index") + "?translated=single"
        return {**context, "more_url": more}


def add_dashboard_panels(request: HttpRequest, panels: list) -> None:
    """Add the newsroom's panels. Wagtail sorts all panels by `order`."""
    panels += [FailuresPanel(), DuePanel(), DraftsPanel(), OneLanguagePanel()]

"""The worker: whether it runs, and which of its jobs and webhooks have failed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.editing.dashboard.rows import Order, Row, RowsPanel
from newsroom.editing.partners.webhooks import editable_webhooks
from newsroom.worker.jobs import failed_heartbeats, job_label, worker_is_running


class FailuresPanel(RowsPanel):
    """Failed jobs, disabled webhooks and a stopped worker. Three queries."""

    name = "trouble"
    order = Order.FAILED_JOBS
    template_name = "newsroom/admin/dashboard_trouble.html"
    heading = gettext_lazy("What went wrong")

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return a row for each failed job and each disabled webhook."""
        jobs = [
            Row(title=str(job_label(beat.job)), url="", note=_failure(beat.failure))
            for beat in failed_heartbeats()
        ]
        webhooks = [
            Row(
                title=endpoint.name,
                url=reverse("newsroom_webhook", args=[endpoint.pk]),
                note=_("webhook switched off"),
                detail=endpoint.disabled_reason,
            )
            for endpoint in editable_webhooks(request).filter(disabled_at__isnull=False)
        ]
        return jobs + webhooks

    def worker_runs(self) -> bool:
        """Return whether the worker runs, which is read once."""
        if "_runs" not in self.__dict__:
            self.__dict__["_runs"] = worker_is_running()
        return bool(self.__dict__["_runs"])

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add whether the worker runs."""
        return {**super().get_context_data(parent_context), "worker_runs": self.worker_runs()}


def _failure(error: str) -> str:
    if error:
        return _("failed: %(error)s") % {"error": error}
    return _("has not ended when it should")

"""Screen and dashboard panel with the health of the search indexes.

Administrators can request a comparison or a rebuild of an index on the screen.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from newsroom.editing.dashboard.rows import Order
from search.engines.selection import engines
from search.health import tasks
from search.health.status import explain_error, read_health, read_outbox
from search.language.analysis import LANGUAGES
from search.models.health import EngineOutage, IndexTask

# A change that waits longer shows that the worker does not keep up.
LATE_SECONDS = 300


@require_http_methods(["GET", "POST"])
def health(request: HttpRequest) -> HttpResponse:
    """Show the health of every index, and take requests of administrators for tasks."""
    if request.method == "POST":
        _request_task(request)
        return redirect("archive_search_health")
    context = {"health": read_health(), "may_ask": request.user.is_superuser}
    return render(request, "search/admin/health.html", context)


def _request_task(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied
    engine, language, kind = (request.POST.get(name, "") for name in ("engine", "language", "kind"))
    if engine not in engines() or language not in LANGUAGES or kind not in IndexTask.Kind.values:
        messages.error(request, gettext("There is no such index."))
    elif tasks.request_task(engine=engine, language=language, kind=kind, user=request.user):
        messages.success(request, gettext("The worker does it within seconds."))
    else:
        messages.warning(request, gettext("The worker has been asked for that already."))


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [path("archive-search/health/", health, name="archive_search_health")]


def menu_item() -> MenuItem:
    """Return the menu item of the screen."""
    return MenuItem(
        _("Is search in order?"),
        reverse("archive_search_health"),
        name="archive-search-health",
        icon_name="check",
        order=900,
    )


class SearchTroublePanel(Component):  # type: ignore[misc]  # Wagtail has no types
    """Dashboard panel that is shown while search has problems. Three queries, no engine call."""

    name = "search-trouble"
    order = Order.SEARCH_TROUBLE
    template_name = "search/admin/dashboard_trouble.html"

    def get_context_data(self, parent_context: Mapping[str, object]) -> dict[str, object]:
        """Return the problems that the database has on record."""
        configured = list(engines())
        outages = [
            outage
            for outage in EngineOutage.objects.order_by("since")
            if outage.engine in configured
        ]
        outbox = [state for name, state in read_outbox().items() if name in configured]
        since = min((state.since for state in outbox if state.since), default=None)
        is_late = since is not None and (timezone.now() - since).total_seconds() > LATE_SECONDS
        last_task = IndexTask.objects.exclude(finished_at=None).order_by("-finished_at").first()
        last_error = next((state.last_error for state in outbox if state.last_error), "")
        return {
            "outages": outages,
            "all_unavailable": bool(outages) and len(outages) == len(configured),
            "failing": max((state.failing for state in outbox), default=0),
            "error": explain_error(last_error),
            "waiting": max((state.waiting for state in outbox), default=0) if is_late else 0,
            "since": since,
            "failed_task": last_task if last_task and last_task.error and not outages else None,
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the dashboard."""
    panels.append(SearchTroublePanel())

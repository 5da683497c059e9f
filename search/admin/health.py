"""Are the indexes in order? What editors see of it, and what administrators can ask for."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from search.engines.selection import engines
from search.health import tasks
from search.health.status import plain, read_health, read_outbox
from search.language.analysis import LANGUAGES
from search.models.health import EngineOutage, IndexTask

# A worker that runs has done what is due within this time.
LATE_SECONDS = 300


@require_http_methods(["GET", "POST"])
def health(request: HttpRequest) -> HttpResponse:
    """Show every index; let administrators ask for a comparison or a rebuild."""
    if request.method == "POST":
        _ask(request)
        return redirect("archive_search_health")
    context = {"health": read_health(), "may_ask": request.user.is_superuser}
    return render(request, "search/admin/health.html", context)


def _ask(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied
    engine, language, kind = (request.POST.get(name, "") for name in ("engine", "language", "kind"))
    if engine not in engines() or language not in LANGUAGES or kind not in IndexTask.Kind.values:
        messages.error(request, _now("There is no such index."))
    elif tasks.request(engine=engine, language=language, kind=kind, user=request.user):
        messages.success(request, _now("The worker does it within seconds."))
    else:
        messages.warning(request, _now("The worker has been asked for that already."))


def urls() -> list:
    """Return the address of the screen."""
    return [path("archive-search/health/", health, name="archive_search_health")]


def menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return MenuItem(
        _("Is search in order?"),
        reverse("archive_search_health"),
        name="archive-search-health",
        icon_name="check",
        order=900,
    )


class SearchTroublePanel(Component):
    """On the dashboard, when search is not in order. Three queries; no engine is asked."""

    name = "search-trouble"
    order = 115
    template_name = "search/admin/dashboard_trouble.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Give the template what is wrong, as far as the database knows it."""
        configured = list(engines())
        away = [
            outage
            for outage in EngineOutage.objects.order_by("since")
            if outage.engine in configured
        ]
        outbox = [row for name, row in read_outbox().items() if name in configured]
        since = min((row.since for row in outbox if row.since), default=None)
        is_late = since is not None and (timezone.now() - since).total_seconds() > LATE_SECONDS
        last = IndexTask.objects.exclude(finished_at=None).order_by("-finished_at").first()
        return {
            "away": away,
            "all_away": bool(away) and len(away) == len(configured),
            "failing": max((row.failing for row in outbox), default=0),
            "error": plain(next((row.last_error for row in outbox if row.last_error), "")),
            "waiting": max((row.waiting for row in outbox), default=0) if is_late else 0,
            "since": since,
            "failed_task": last if last and last.error and not away else None,
        }


def add_panel(request: HttpRequest, panels: list) -> None:
    """Put the panel among Wagtail's."""
    panels.append(SearchTroublePanel())

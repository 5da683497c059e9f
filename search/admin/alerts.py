"""What does the office see of the alerts? How many there are of what, and never whose."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from newsroom.editing.rights.offices import sites_of
from search.alerts.searches import in_words, question_of, search_address
from search.models.alerts import SavedSearch

ROWS = 200
# What fewer readers typed is not shown: one who is known to follow it might be known by it.
ENOUGH = 3
ACTIVE = Q(confirmed_at__isnull=False, disabled_at=None)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One search that readers follow."""

    words: str
    url: str
    language: str
    site: Site
    daily: int
    weekly: int


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the searches that readers of the user's own offices follow, the most followed first."""
    sites = {site.pk: site for site in sites_of(request.user)}
    if not sites:
        raise PermissionDenied
    own = SavedSearch.objects.filter(site__in=sites)
    searches = (
        own.filter(ACTIVE)
        .values("site_id", "language", "query")
        .annotate(
            all=Count("pk"),
            daily=Count("pk", filter=Q(frequency=SavedSearch.Frequency.DAILY)),
            weekly=Count("pk", filter=Q(frequency=SavedSearch.Frequency.WEEKLY)),
        )
        .order_by("-all", "query", "language", "site_id")
    )
    # The words that a reader typed come first in a kept search.
    told = Q(all__gte=ENOUGH) | ~Q(query__startswith="q=")
    counts = own.aggregate(
        active=Count("pk", filter=ACTIVE),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
        failing=Count("pk", filter=ACTIVE & Q(failures__gt=0)),
        switched_off=Count("pk", filter=Q(disabled_at__isnull=False)),
    )
    context = {
        "rows": [_row(found, sites=sites) for found in searches.filter(told)[:ROWS]],
        "untold": searches.exclude(told).count(),
        "enough": ENOUGH,
        "counts": counts,
        "many_sites": len(sites) > 1,
        "header_title": _("E-mail alerts"),
    }
    return render(request, "search/admin/alerts.html", context)


def _row(found: dict, *, sites: dict[int, Site]) -> Row:
    site = sites[found["site_id"]]
    question = question_of(SavedSearch(site=site, language=found["language"], query=found["query"]))
    return Row(
        words=str(in_words(question)),
        url=site.root_url + search_address(question),
        language=found["language"],
        site=site,
        daily=found["daily"],
        weekly=found["weekly"],
    )


class AlertsMenuItem(MenuItem):
    """Stands in the menu of whoever has an office."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may see it."""
        return bool(sites_of(request.user))


def menu_item() -> MenuItem:
    """Return the entry."""
    return AlertsMenuItem(
        _("E-mail alerts"),
        reverse("search_alerts_admin"),
        name="search-alerts",
        icon_name="mail",
        order=500,
    )


def urls() -> list:
    """Return the address of the screen."""
    return [path("search-alerts/", alerts, name="search_alerts_admin")]

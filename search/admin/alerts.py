"""Screen with the searches that readers follow by e-mail: their numbers, never their addresses."""

from dataclasses import dataclass
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from newsroom.editing.rights.offices import sites_for_user
from newsroom.languages.configured import language_name
from search.alerts.saved_searches import describe, saved_question, search_address
from search.models.alerts import SavedSearch

MAX_ROWS = 200
# Words that fewer readers typed are not shown, since they might identify a reader.
MIN_FOLLOWERS = 3
ACTIVE = Q(confirmed_at__isnull=False, disabled_at=None)


class FollowedSearch(TypedDict):
    """A search, and how many alerts follow it."""

    site_id: int
    language: str
    query: str
    total: int
    daily: int
    weekly: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """A search that readers follow, as the screen shows it."""

    words: str
    url: str
    language_name: str
    site: Site
    daily: int
    weekly: int


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the searches that readers of the user's sites follow, the most followed first."""
    sites = {site.pk: site for site in sites_for_user(request.user)}
    if not sites:
        raise PermissionDenied
    own = SavedSearch.objects.filter(site__in=sites)
    searches = (
        own.filter(ACTIVE)
        .values("site_id", "language", "query")
        .annotate(
            total=Count("pk"),
            daily=Count("pk", filter=Q(frequency=SavedSearch.Frequency.DAILY)),
            weekly=Count("pk", filter=Q(frequency=SavedSearch.Frequency.WEEKLY)),
        )
        .order_by("-total", "query", "language", "site_id")
    )
    # The words that a reader typed come first in a stored query.
    may_be_shown = Q(total__gte=MIN_FOLLOWERS) | ~Q(query__startswith="q=")
    counts = own.aggregate(
        active=Count("pk", filter=ACTIVE),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
        failing=Count("pk", filter=ACTIVE & Q(failures__gt=0)),
        switched_off=Count("pk", filter=Q(disabled_at__isnull=False)),
    )
    context = {
        "rows": [_row(search, sites=sites) for search in searches.filter(may_be_shown)[:MAX_ROWS]],
        "hidden_count": searches.exclude(may_be_shown).count(),
        "min_followers": MIN_FOLLOWERS,
        "counts": counts,
        "many_sites": len(sites) > 1,
        "header_title": _("E-mail alerts"),
    }
    return render(request, "search/admin/alerts.html", context)


def _row(search: FollowedSearch, *, sites: dict[int, Site]) -> Row:
    site, language = sites[search["site_id"]], search["language"]
    question = saved_question(SavedSearch(site=site, language=language, query=search["query"]))
    return Row(
        words=str(describe(question)),
        url=site.root_url + search_address(question),
        language_name=str(language_name(language)),
        site=site,
        daily=search["daily"],
        weekly=search["weekly"],
    )


class AlertsMenuItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    """Menu item of the screen, for users with a site."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user has rights on a page of any site."""
        return bool(sites_for_user(request.user))


def menu_item() -> MenuItem:
    """Return the menu item of the screen."""
    return AlertsMenuItem(
        _("E-mail alerts"),
        reverse("search_alerts_admin"),
        name="search-alerts",
        icon_name="mail",
        order=500,
    )


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [path("search-alerts/", alerts, name="search_alerts_admin")]

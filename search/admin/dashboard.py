"""Dashboard panel with the searches of the last four weeks that found nothing."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from newsroom.editing.dashboard.rows import Order, Row, RowsPanel
from newsroom.editing.rights.offices import sites_for_user
from newsroom.languages.configured import language_name
from search.admin.links import screen_url
from search.statistics.reports import PERIODS, Scope, line_counts

LINES = 5


class SearchesPanel(RowsPanel):
    """The most frequent searches without a result. One query."""

    name = "searches"
    order = Order.SEARCHES
    heading = _("Searches that found nothing")
    needs_editor = False

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return a row for each line, which leads to why nothing is found."""
        sites = sites_for_user(request.user)
        scope = Scope(
            site_ids=tuple(site.pk for site in sites),
            language="",
            days=PERIODS[1],
            last=timezone.localdate(),
        )
        return [
            Row(
                title=line["line"],
                url=screen_url("archive_search_explain", q=line["line"], language=line["language"]),
                language_code=line["language"],
                language=language_name(line["language"]),
                note=ngettext(
                    "found nothing %(count)d time in four weeks",
                    "found nothing %(count)d times in four weeks",
                    line["without_results"],
                )
                % {"count": line["without_results"]},
            )
            for line in line_counts(scope, outcome="nothing")[:LINES]
        ]

    def more_url(self, request: HttpRequest) -> str:
        """Return the screen with all searches that found nothing."""
        return reverse("archive_search_queries") + "?shown=nothing"


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel to the dashboard."""
    panels.append(SearchesPanel())

"""Screen with what readers search for and do not find, and its CSV export."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from newsroom.editing.rights.offices import sites_for_user
from newsroom.languages.configured import language_choices, language_name
from search.admin.curated import site_label
from search.admin.links import add_url, results_url, screen_url
from search.models.curation import PromotedResult, SynonymGroup
from search.models.statistics import QueryCount
from search.statistics.counting import COMMON_IN_ONE_DAY, COMMON_SEARCHES
from search.statistics.reports import (
    PERIODS,
    LineCounts,
    Scope,
    Week,
    line_counts,
    total_counts,
    weekly_counts,
)

PAGE_LENGTH = 50
MAX_EXPORTED = 10_000
BAR_WIDTH = 12
# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ScopeForm(forms.Form):
    """The period, language, outcome and site that the screen shows."""

    days = forms.TypedChoiceField(
        label=_("Period"),
        coerce=int,
        choices=[
            (7, _("One week")),
            (28, _("Four weeks")),
            (91, _("Three months")),
            (364, _("A year")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Both languages")), *language_choices()],
    )
    shown = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("all", pgettext_lazy("searches", "All searches")),
            ("nothing", _("Those that found nothing")),
            ("relaxed", _("Those that no statement has all words of")),
        ],
    )
    site = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, object], *, sites: list[Site]) -> None:
        defaults = {"days": str(PERIODS[1]), "language": "", "shown": "all", "site": ""}
        super().__init__({name: data.get(name, value) for name, value in defaults.items()})
        self._sites = sites
        if len(sites) > 1:
            field = cast(forms.TypedChoiceField, self.fields["site"])
            names = [(site.pk, site_label(site)) for site in sites]
            field.choices = [("", _("All sites")), *names]
        else:
            del self.fields["site"]
        self.is_valid()

    @property
    def outcome(self) -> str:
        """Return the outcome of the searches that are shown: "all", "nothing" or "relaxed"."""
        return str(self.cleaned_data.get("shown", "all"))

    @property
    def scope(self) -> Scope:
        """Return the chosen scope; invalid values are ignored."""
        chosen = self.cleaned_data.get("site")
        return Scope(
            site_ids=tuple(site.pk for site in self._sites if not chosen or site.pk == chosen),
            language=self.cleaned_data.get("language", ""),
            days=self.cleaned_data.get("days", PERIODS[1]),
            last=timezone.localdate(),
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line that readers searched for, as the screen shows it."""

    line: str
    language: str
    language_name: str
    site: str
    count: int
    nothing: int
    relaxed: int
    previous: int
    results_url: str
    explain_url: str
    synonym_url: str
    promotion_url: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A week in the chart, in SVG units."""

    week: Week
    x: int
    y: int
    height: int
    nothing_y: int
    nothing_height: int


@require_safe
def queries(request: HttpRequest) -> HttpResponseBase:
    """Show what readers of the editor's offices searched for, or return it as CSV."""
    sites = sites_for_user(request.user)
    if not sites:
        raise PermissionDenied
    form = ScopeForm(request.GET, sites=sites)
    lines = line_counts(form.scope, outcome=form.outcome)
    sites_by_id = {site.pk: site for site in sites}
    if request.GET.get("export") == "csv":
        return _csv(lines[:MAX_EXPORTED], sites=sites_by_id)
    page = Paginator(lines, PAGE_LENGTH).get_page(request.GET.get("p"))
    bars = _bars(weekly_counts(form.scope))
    context = {
        "form": form,
        "totals": total_counts(form.scope),
        "bars": bars,
        "chart_width": len(bars) * BAR_WIDTH,
        "rows": [_row(row, site=sites_by_id[row["site_id"]], user=request.user) for row in page],
        "page": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "shows_sites": len(form.scope.site_ids) > 1,
        "export_url": _export_url(request),
        "common": COMMON_SEARCHES,
        "common_on_one_day": COMMON_IN_ONE_DAY,
    }
    return render(request, "search/admin/queries.html", context)


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [path("archive-search/queries/", queries, name="archive_search_queries")]


def menu_item() -> MenuItem:
    """Return the menu item of the screen."""
    return MenuItem(
        _("What people search for"),
        reverse("archive_search_queries"),
        name="archive-search-queries",
        icon_name="view",
        order=100,
    )


def _row(row: LineCounts, *, site: Site, user: AbstractBaseUser | AnonymousUser) -> Row:
    line, language = row["line"], row["language"]
    return Row(
        line=line,
        language=language,
        language_name=str(language_name(language)),
        site=str(site_label(site)),
        count=row["total"],
        nothing=row["without_results"],
        relaxed=row["relaxed_total"],
        previous=row["previous"],
        results_url=results_url(line, language=language, site=site),
        explain_url=screen_url("archive_search_explain", q=line, language=language),
        synonym_url=add_url(
            "archive_search_synonyms:add",
            model=SynonymGroup,
            user=user,
            words=line,
            language=language,
        ),
        promotion_url=add_url(
            "archive_search_promotions:add",
            model=PromotedResult,
            user=user,
            query=line,
            language=language,
        ),
    )


def _bars(weeks: list[Week]) -> list[Bar]:
    highest = max([week.searches for week in weeks] + [1])
    bars = []
    for index, week in enumerate(weeks):
        height = round(100 * week.searches / highest)
        nothing_height = round(100 * week.nothing / highest)
        bars.append(
            Bar(
                week=week,
                x=index * BAR_WIDTH,
                y=100 - height,
                height=height,
                nothing_y=100 - nothing_height,
                nothing_height=nothing_height,
            )
        )
    return bars


def _export_url(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    parameters.pop("p", None)
    parameters["export"] = "csv"
    return f"?{parameters.urlencode()}"


class _Echo:
    """A file object that returns what is written to it, for streaming."""

    def write(self, value: str) -> str:
        return value


def _csv(
    lines: "QuerySet[QueryCount, LineCounts]", *, sites: dict[int, Site]
) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    header = [
        gettext("Searched for"),
        gettext("Language"),
        gettext("Site"),
        gettext("Searches"),
        gettext("Found nothing"),
        gettext("Not with all words"),
        gettext("Time before"),
    ]

    def content() -> Iterator[str]:
        # Spreadsheets recognise UTF-8 by the byte order mark.
        yield "\ufeff" + writer.writerow(header)
        for row in lines.iterator(chunk_size=500):
            yield writer.writerow(
                [
                    f"'{row['line']}" if row["line"].startswith(FORMULA) else row["line"],
                    row["language"],
                    site_label(sites[row["site_id"]]),
                    row["total"],
                    row["without_results"],
                    row["relaxed_total"],
                    row["previous"],
                ]
            )

    response = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    day = formats.date_format(timezone.localdate(), "Y-m-d")
    response["Content-Disposition"] = f'attachment; filename="searches-{day}.csv"'
    response["Cache-Control"] = "no-store"
    return response

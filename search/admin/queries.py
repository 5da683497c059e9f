"""What do people search for, and what do they not find? The screen and its table to download."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from newsroom.editing.rights.offices import sites_of
from search.admin.links import adding, link, results_url
from search.models.curation import PromotedResult, SynonymGroup
from search.statistics.counting import COMMON, COMMON_ON_ONE_DAY
from search.statistics.reports import PERIODS, Scope, Week, lines, totals, weeks

ROWS = 50
MOST_EXPORTED = 10_000
BAR_WIDTH = 12
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ScopeForm(forms.Form):
    """Narrows the screen."""

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
        label=_("Language"), required=False, choices=[("", _("Both languages")), *LANGUAGES]
    )
    shown = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("all", pgettext_lazy("searches", "All searches")),
            ("nothing", _("Those that found nothing")),
            ("relaxed", _("Those that no statement has all words of")),
        ],
    )
    site = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=0)

    def __init__(self, data, *, sites: list[Site]) -> None:
        defaults = {"days": str(PERIODS[1]), "language": "", "shown": "all", "site": ""}
        super().__init__({name: data.get(name, value) for name, value in defaults.items()})
        self._sites = sites
        if len(sites) > 1:
            names = [(site.pk, site.site_name or site.hostname) for site in sites]
            self.fields["site"].choices = [("", _("All sites")), *names]
        else:
            del self.fields["site"]
        self.is_valid()

    @property
    def shown_value(self) -> str:
        """Return which lines are shown."""
        return self.cleaned_data.get("shown", "all")

    @property
    def scope(self) -> Scope:
        """Return what was chosen; what makes no sense is passed over."""
        chosen = self.cleaned_data.get("site")
        return Scope(
            site_ids=tuple(site.pk for site in self._sites if not chosen or site.pk == chosen),
            language=self.cleaned_data.get("language", ""),
            days=self.cleaned_data.get("days", PERIODS[1]),
            last=timezone.localdate(),
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line that people searched for."""

    line: str
    language: str
    site: str
    count: int
    nothing: int
    relaxed: int
    before: int
    results_url: str
    explain_url: str
    synonym_url: str
    promotion_url: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A week in the picture, in units of its drawing."""

    week: Week
    x: int
    y: int
    height: int
    nothing_y: int
    nothing_height: int


@require_safe
def queries(request: HttpRequest) -> HttpResponse:
    """Show the searches of the editor's offices."""
    sites = sites_of(request.user)
    if not sites:
        raise PermissionDenied
    form = ScopeForm(request.GET, sites=sites)
    found = lines(form.scope, shown=form.shown_value)
    by_id = {site.pk: site for site in sites}
    if request.GET.get("export") == "csv":
        return _csv(found[:MOST_EXPORTED], sites=by_id)
    page = Paginator(found, ROWS).get_page(request.GET.get("p"))
    bars = _bars(weeks(form.scope))
    context = {
        "form": form,
        "totals": totals(form.scope),
        "bars": bars,
        "chart_width": len(bars) * BAR_WIDTH,
        "rows": [_row(row, site=by_id[row["site_id"]], user=request.user) for row in page],
        "page": page,
        "elided_page_range": _numbers(page),
        "shows_sites": len(form.scope.site_ids) > 1,
        "export_url": _export_url(request),
        "common": COMMON,
        "common_on_one_day": COMMON_ON_ONE_DAY,
    }
    return render(request, "search/admin/queries.html", context)


def urls() -> list:
    """Return the address of the screen."""
    return [path("archive-search/queries/", queries, name="archive_search_queries")]


def menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return MenuItem(
        _("What people search for"),
        reverse("archive_search_queries"),
        name="archive-search-queries",
        icon_name="view",
        order=100,
    )


def _row(row: dict, *, site: Site, user) -> Row:
    line, language = row["line"], row["language"]
    return Row(
        line=line,
        language=language,
        site=site.site_name or site.hostname,
        count=row["count"],
        nothing=row["without"],
        relaxed=row["partly"],
        before=row["before"],
        results_url=results_url(line, language=language, site=site),
        explain_url=link("archive_search_explain", q=line, language=language),
        synonym_url=adding(
            "archive_search_synonyms:add",
            model=SynonymGroup,
            user=user,
            words=line,
            language=language,
        ),
        promotion_url=adding(
            "archive_search_promotions:add",
            model=PromotedResult,
            user=user,
            query=line,
            language=language,
        ),
    )


def _bars(every: list[Week]) -> list[Bar]:
    most = max([week.searches for week in every] + [1])
    bars = []
    for place, week in enumerate(every):
        height = round(100 * week.searches / most)
        without = round(100 * week.nothing / most)
        bars.append(
            Bar(
                week=week,
                x=place * BAR_WIDTH,
                y=100 - height,
                height=height,
                nothing_y=100 - without,
                nothing_height=without,
            )
        )
    return bars


def _numbers(page: Page) -> Iterator:
    return page.paginator.get_elided_page_range(page.number)


def _export_url(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    parameters.pop("p", None)
    parameters["export"] = "csv"
    return f"?{parameters.urlencode()}"


class _Echo:
    """A file that returns what is written to it."""

    def write(self, value: str) -> str:
        return value


def _csv(found, *, sites: dict[int, Site]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    head = [
        _now("Searched for"),
        _now("Language"),
        _now("Site"),
        _now("Searches"),
        _now("Found nothing"),
        _now("Not with all words"),
        _now("Time before"),
    ]

    def written() -> Iterator[str]:
        # The mark tells spreadsheets that this is UTF-8.
        yield "\ufeff" + writer.writerow(head)
        for row in found.iterator(chunk_size=500):
            site = sites[row["site_id"]]
            yield writer.writerow(
                [
                    f"'{row['line']}" if row["line"].startswith(FORMULA) else row["line"],
                    row["language"],
                    site.site_name or site.hostname,
                    row["count"],
                    row["without"],
                    row["partly"],
                    row["before"],
                ]
            )

    response = StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")
    day = formats.date_format(timezone.localdate(), "Y-m-d")
    response["Content-Disposition"] = f'attachment; filename="searches-{day}.csv"'
    response["Cache-Control"] = "no-store"
    return response

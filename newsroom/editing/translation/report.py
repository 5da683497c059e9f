"""The report of both languages: each page of the office once, with the state of each language."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.page_access import below_permitted_pages
from newsroom.languages.configured import default_language, language_codes, language_name
from newsroom.translation.pair_state import (
    PairFilter,
    Status,
    pair_condition,
    pair_states,
    side_condition,
)

BATCH = 500
LOCALIZE_REPORT = "wagtail_localize:translations_report"


class PairFilterSet(WagtailFilterSet):
    """Filters by title and by the state of the pair; a filter for each language follows."""

    title = CharFilter(label=_("Title"), lookup_expr="icontains")
    pair = ChoiceFilter(label=_("Languages"), choices=PairFilter.choices, method="filter_pair")

    class Meta:
        model = Page
        fields: list[str] = []

    def filter_pair(self, pages: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        """Filter by the state of both languages."""
        return pages.filter(pair_condition(PairFilter(value)))

    def filter_side(self, pages: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        """Filter by the state of the language that the filter is named after."""
        return pages.filter(side_condition(name, Status(value)))


def _side_filter(code: str) -> ChoiceFilter:
    return ChoiceFilter(
        label=language_name(code), field_name=code, choices=Status.choices, method="filter_side"
    )


LanguagesFilterSet = type(
    "LanguagesFilterSet",
    (PairFilterSet,),
    {code: _side_filter(code) for code in language_codes()},
)


def _side(code: str) -> Callable[[Page], str]:
    return lambda page: page.states[code]


def _pair_url(page: Page) -> str:
    return reverse("newsroom_translation", args=[page.pk])


def _with_states(pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages with `states`: the state of each language in words, by its code."""
    pages = iter(pages)
    while batch := list(islice(pages, BATCH)):
        pairs = pair_states(batch)
        for page in batch:
            pair = pairs[page.pk]
            page.states = {side.language: side.describe() for side in pair.sides}
            yield page


class LanguagesReportView(ReportView):
    """The table, its filters, and its export."""

    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    index_url_name = "newsroom_languages_report"
    index_results_url_name = "newsroom_languages_report_results"
    page_title = _("Both languages")
    header_icon = "wagtail-localize-language"
    filterset_class = LanguagesFilterSet
    model = Page
    is_searchable = False
    export_filename = "languages"
    any_permission_required = ["add", "change", "publish"]
    table_classname = WIDE_LISTING
    columns = [
        TitleColumn(
            "title", label=_("Title"), accessor="get_admin_display_title", get_url=_pair_url
        ),
        *(
            Column(code, label=language_name(code), accessor=_side(code))
            for code in language_codes()
        ),
    ]
    list_export = ["title", *(f"states.{code}" for code in language_codes())]
    export_headings = {
        "title": _("Title"),
        **{f"states.{code}": language_name(code) for code in language_codes()},
    }

    def get_base_queryset(self) -> QuerySet[Page]:
        """Return each page of the office once: in the default language where it is there."""
        first = Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale__language_code=default_language(),
            alias_of__isnull=True,
        )
        is_second = ~Q(locale__language_code=default_language()) & Q(Exists(first))
        permitted = below_permitted_pages(self.request.user)
        pages = Page.objects.filter(permitted, depth__gt=1, alias_of__isnull=True)
        return pages.exclude(is_second).select_related("locale")

    def get_ordering(self) -> tuple[str, ...]:
        """Return the order: what was edited last comes first."""
        return ("-latest_revision_created_at", "pk")

    def get_filtered_queryset(self) -> QuerySet[Page]:
        """Return the pages that match the filters, in order."""
        return self.get_queryset()

    def paginate_queryset(self, queryset: QuerySet[Page], page_size: int) -> tuple:
        """Return one page of the report with the state of each language."""
        paginator, page, pages, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(_with_states(pages))
        return paginator, page, page.object_list, is_paginated

    def decorate_paginated_queryset(self, object_list: Iterable[Page]) -> Iterable[Page]:
        """Add the states to the rows of an export, which has all pages."""
        return _with_states(object_list) if self.is_export else object_list


def replace_report_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put this report in the place of Wagtail Localize's. A Wagtail hook."""
    items[:] = [item for item in items if item.url != reverse(LOCALIZE_REPORT)]
    items.append(
        MenuItem(
            _("Both languages"),
            reverse("newsroom_languages_report"),
            name="languages",
            icon_name="wagtail-localize-language",
            order=50,
        )
    )

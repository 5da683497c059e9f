"""The list of statements, with filters by date, language, status, translation and category.

Rows of pages, which are narrow and have an index for it, are counted, filtered and sorted. Only the
statements that the list shows are read whole.
"""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page, Revision

from newsroom.editing.listings.statement_titles import StatementTitleColumn
from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.offices import sites_for_user
from newsroom.editing.rights.page_access import below_permitted_pages, permitted_row_by_row
from newsroom.languages.configured import (
    active_language,
    language_choices,
    language_codes,
    language_name,
)
from newsroom.models import ArticlePage, Category
from newsroom.models.pages import EARLIEST, LARGE_INDEX
from newsroom.translation.dates import format_short_date
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import PairFilter, pair_condition, pair_states

SORTED_BY = {"date": "articlepage__date"}  # other columns by their own name
IN_ORDER = {"date", "-date"}  # orders of a database index
STATES = [("live", _("Public")), ("draft", _("Draft")), ("scheduled", _("Scheduled"))]


def _without_index(column: str) -> F | Coalesce:
    """Return the column, on SQLite as an expression.

    SQLite would choose the index of such a column, which matches half of all rows or all of them,
    instead of a better one. PostgreSQL chooses by its statistics, which an expression would hide.
    """
    return Coalesce(column, 0) if connection.vendor == "sqlite" else F(column)


def _own_categories(request):
    return Category.objects.filter(
        site__in=sites_for_user(request.user), locale__language_code=active_language()
    ).select_related("site")


class StatementFilterSet(WagtailFilterSet):
    """Filters of the pages of statements.

    `row_by_row` is for the first rows in an order that a database index has: the category is looked
    up for each row until enough are found, instead of collecting all statements of the category.
    """

    row_by_row = False
    date = DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget, field_name="articlepage__date"
    )
    language = ChoiceFilter(label=_("Language"), choices=language_choices, method="filter_language")
    state = ChoiceFilter(label=_("Status"), choices=STATES, method="filter_state")
    translated = ChoiceFilter(
        label=_("Languages"), choices=PairFilter.choices, method="filter_translated"
    )
    category = ModelChoiceFilter(
        label=_("Category"), queryset=_own_categories, method="filter_category"
    )

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def filter_language(self, pages, name: str, value: str):
        """Filter by language."""
        locale = Locale.objects.filter(language_code=value).values("pk")[:1]
        return pages.alias(locale_of=_without_index("locale_id")).filter(locale_of=Subquery(locale))

    def filter_state(self, pages, name: str, value: str):
        """Filter by public, draft or scheduled."""
        if value == "scheduled":
            page_type = ContentType.objects.get_for_model(Page)
            due = Revision.objects.alias(type_of=_without_index("base_content_type_id")).filter(
                approved_go_live_at__gte=EARLIEST, type_of=page_type.pk
            )
            page_ids = due.annotate(page_id=Cast("object_id", BigIntegerField()))
            return pages.filter(pk__in=page_ids.values("page_id"))
        return pages.filter(live=value == "live")

    def filter_translated(self, pages, name: str, value: str):
        """Filter by the state of both languages."""
        return pages.filter(pair_condition(PairFilter(value)))

    def filter_category(self, pages, name: str, value: Category):
        """Filter by category, in either language."""
        categories = Category.objects.filter(translation_key=value.translation_key)
        links = ArticlePage.categories.through.objects.filter(
            category_id__in=categories.values("pk")
        )
        if self.row_by_row:
            return pages.filter(Exists(links.filter(articlepage_id=OuterRef("pk"))))
        return pages.filter(pk__in=links.values("articlepage_id"))


class StatementPaginator(WagtailPaginator):
    """Pages of the list, whose rows are called statements."""

    model = ArticlePage


class StatementIndexView(IndexView):
    """The flat list, with the newest statement first."""

    table_classname = WIDE_LISTING
    paginator_class = StatementPaginator
    default_ordering = "-date"
    show_locale_labels = False  # the list has a language column
    is_explicitly_ordered = True  # sorting 10,000 by relevance takes a database minutes

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Return Wagtail's buttons and the one that leads to find and replace."""
        replacing = Button(
            _("Find and replace"), reverse("newsroom_replacing"), icon_name="search", priority=90
        )
        return [*super().header_more_buttons, replacing]

    def get_ordering(self) -> str:
        """Return the order, which also applies to search results."""
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def get_add_url(self):
        """Return where a statement is added, in the language to which the list is filtered."""
        url = super().get_add_url()
        if not url:
            return url
        # Wagtail names the first language of the installation, whatever is listed.
        path = url.partition("?")[0]
        language = self.request.GET.get("language")
        return f"{path}?language={language}" if language in language_codes() else path

    def get_base_queryset(self):
        """Return the pages of the editor's statements."""
        statement_type = ContentType.objects.get_for_model(ArticlePage)
        permitted = below_permitted_pages(self.request.user)
        return Page.objects.filter(permitted, content_type=statement_type)

    def order_queryset(self, queryset):
        """Order by the chosen column, then by primary key."""
        column = self.ordering.removeprefix("-")
        # Expressions, because a search accepts no names of related fields.
        keys = [F(SORTED_BY.get(column, column)), F("articlepage__pk")]
        is_descending = self.ordering.startswith("-")
        return queryset.order_by(*(key.desc() if is_descending else key.asc() for key in keys))

    def search_queryset(self, queryset):
        """Search among the pages that match the filters."""
        if self.is_searching and self.is_filtering:
            # A search accepts conditions on some fields only.
            matching = Page.objects.filter(pk__in=queryset.order_by().values("pk"))
            queryset = self.order_queryset(matching)
        return super().search_queryset(queryset)

    def paginate_queryset(self, queryset, page_size: int):
        """Return the statements of one page of the list with the data of the columns."""
        paginator, page, pages, is_paginated = super().paginate_queryset(queryset, page_size)
        if self.ordering in IN_ORDER and not self.is_searching and paginator.count > LARGE_INDEX:
            pages = self._pages_in_order()[page.start_index() - 1 : page.end_index()]
        page.object_list = list(self._statements(pages))
        states = pair_states(page.object_list)
        for statement in page.object_list:
            statement.pair = states[statement.pk]
        return paginator, page, page.object_list, is_paginated

    def _pages_in_order(self) -> QuerySet[Page]:
        """Return the same pages as `get_queryset`, for reading the first of them by date.

        Of many, SQLite should not collect and sort all, but read the index of dates in order and
        stop early. PostgreSQL chooses the shorter way itself.
        """
        pages = Page.objects.filter(
            permitted_row_by_row(self.request.user), articlepage__date__gte=datetime.date.min
        )
        if self.filters:
            self.filters.row_by_row = True
        return self.filter_queryset(self.order_queryset(pages))

    def _statements(self, pages) -> QuerySet[Page]:
        """Return the statements of these pages of the tree, which are a slice or a list."""
        keys = pages.values("pk") if isinstance(pages, QuerySet) else [page.pk for page in pages]
        statements = self.annotate_queryset(Page.objects.filter(pk__in=keys))
        return self.order_queryset(statements)


class ChooseIndexView(ChooseParentView):
    """Offers the news indexes of the editor's offices, each by one link to a new statement.

    `language` in the address, which the filtered list sets, limits them to one language.
    """

    locale = None
    template_name = "newsroom/admin/choose_index.html"
    page_title = _("Add statement")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Lead to the form where there is one index only, else offer all."""
        indexes = self._indexes()
        if len(indexes) == 1:
            return redirect(_add_url(indexes[0]))
        return self.render_to_response(self.get_context_data(indexes=indexes))

    def get_context_data(self, **kwargs):
        """Add the indexes by office, those in the editor's language first."""
        context = super().get_context_data(**kwargs)
        indexes = kwargs.get("indexes") or self._indexes()
        context["choices"] = [
            {
                "office": index.get_parent().title,
                "language": language_name(language_of(index)),
                "title": index.title,
                "language_code": language_of(index),
                "url": _add_url(index),
            }
            for index in indexes
        ]
        return context

    def _indexes(self) -> list[Page]:
        indexes = self.get_valid_parent_pages(self.request.user).select_related("locale")
        language = self.request.GET.get("language")
        if language in language_codes():
            indexes = indexes.filter(locale__language_code=language)
        active = active_language()
        return sorted(indexes, key=lambda page: (language_of(page) != active, page.path))


def _add_url(index: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk])


def _date(page: ArticlePage) -> str:
    return format_short_date(page.date, language=active_language())


def _language(page: Page) -> str:
    return str(language_name(language_of(page)))


def _counterpart(page: Page) -> str:
    return str(page.pair.other(language_of(page)).describe())


class StatementViewSet(PageListingViewSet):
    """The menu entry and the views of statements."""

    name = "newsroom_statements"
    model = ArticlePage
    icon = "doc-full"
    menu_label = _("Statements")
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = StatementIndexView
    choose_parent_view_class = ChooseIndexView
    filterset_class = StatementFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        StatementTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("date", label=_("Date"), accessor=_date, sort_key="date", width="15%"),
        Column("language", label=_("Language"), accessor=_language, width="10%"),
        Column("counterpart", label=_("Other language"), accessor=_counterpart, width="18%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]

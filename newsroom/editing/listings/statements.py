"""The list of statements, with filters by date, language, status, translation and category."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page

from newsroom.editing.listings.statement_titles import StatementTitleColumn
from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.offices import sites_for_user
from newsroom.editing.rights.page_access import below_permitted_pages
from newsroom.languages.configured import active_language, language_choices, language_name
from newsroom.models import ArticlePage, Category
from newsroom.translation.dates import format_short_date
from newsroom.translation.locales import language_of

STATES = [("live", _("Public")), ("draft", _("Draft")), ("scheduled", _("Scheduled"))]
COUNTERPARTS = [("yes", _("In both languages")), ("no", _("In one language only"))]


def has_counterpart() -> Exists:
    """Return a condition: the statement has a page in the other language that is not an alias."""
    return Exists(
        Page.objects.filter(
            translation_key=OuterRef("translation_key"), alias_of__isnull=True
        ).exclude(locale_id=OuterRef("locale_id"))
    )


def _own_categories(request):
    return Category.objects.filter(
        site__in=sites_for_user(request.user), locale__language_code=active_language()
    ).select_related("site")


class StatementFilterSet(WagtailFilterSet):
    """Filters of the list of statements."""

    date = DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    language = ChoiceFilter(
        label=_("Language"), choices=language_choices, field_name="locale__language_code"
    )
    state = ChoiceFilter(label=_("Status"), choices=STATES, method="filter_state")
    translated = ChoiceFilter(
        label=_("Languages"), choices=COUNTERPARTS, method="filter_translated"
    )
    category = ModelChoiceFilter(
        label=_("Category"), queryset=_own_categories, method="filter_category"
    )

    class Meta:
        model = ArticlePage
        fields: list[str] = []

    def filter_state(self, statements, name: str, value: str):
        """Filter by public, draft or scheduled."""
        if value == "scheduled":
            return statements.filter(_revisions__approved_go_live_at__isnull=False).distinct()
        return statements.filter(live=value == "live")

    def filter_translated(self, statements, name: str, value: str):
        """Filter by presence in both languages or in one."""
        condition = has_counterpart()
        return statements.filter(condition if value == "yes" else ~condition)

    def filter_category(self, statements, name: str, value: Category):
        """Filter by category, in either language."""
        return statements.filter(categories__translation_key=value.translation_key)


class StatementIndexView(IndexView):
    """The flat list, with the newest statement first."""

    table_classname = WIDE_LISTING
    default_ordering = "-date"
    show_locale_labels = False  # the list has a language column
    is_explicitly_ordered = True  # sorting 10,000 by relevance takes a database minutes

    def get_ordering(self) -> str:
        """Return the order, which also applies to search results."""
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def get_base_queryset(self):
        """Return the editor's statements with the data of the columns."""
        statements = ArticlePage.objects.filter(below_permitted_pages(self.request.user))
        return (
            self.annotate_queryset(statements)
            .select_related("locale")
            .annotate(is_in_both_languages=has_counterpart())
        )

    def order_queryset(self, queryset):
        """Order by date in the order of an index, so that a page of the list reads only its own."""
        if self.ordering == self.default_ordering and not self.is_searching:
            return queryset.order_by("-date", "-pk")
        return super().order_queryset(queryset)


class ChooseIndexView(ChooseParentView):
    """Offers the news indexes of all languages, not only of the default one."""

    locale = None


def _date(page: ArticlePage) -> str:
    return format_short_date(page.date, language=active_language())


def _language(page: Page) -> str:
    return str(language_name(language_of(page)))


def _counterpart(page: Page) -> str:
    return str(_("Yes") if page.is_in_both_languages else _("No"))


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
        Column("counterpart", label=_("Other language"), accessor=_counterpart, width="10%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]

"""Screens of recommended results: pages that are shown above the results of a search."""

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page

from newsroom.visibility import public
from search.admin.curated import CuratedCreateView, CuratedForm, CuratedListView, CuratedViewSet
from search.language.word_rules import non_empty_lines
from search.models.curation import PromotedResult


class ListPromotionsView(CuratedListView):
    """Lists the recommended results of the user's sites."""

    related_fields = ("site", "page")

    def get_base_queryset(self) -> "QuerySet[Model]":
        """Return the rows, annotated with whether their page is public now."""
        public_pages = public(Page.objects.filter(pk=OuterRef("page_id")))
        rows: QuerySet[Model] = super().get_base_queryset()
        annotated: QuerySet[Model] = rows.annotate(page_is_public=Exists(public_pages))
        return annotated

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns of the list."""
        return [
            TitleColumn(
                "searches",
                label=_("Searches"),
                accessor=lambda row: ", ".join(non_empty_lines(row.searches)),
                sort_key="searches",
                get_url=self.get_edit_url,
            ),
            Column("title", label=_("Recommended")),
            Column("language", label=_("Language"), accessor="get_language_display"),
            *self.site_columns(),
            Column("state", label=_("Status"), accessor=_status),
            Column("order", label=_("Order"), sort_key="order"),
            DateColumn("changed_at", label=_("Changed"), sort_key="changed_at"),
        ]


class CreatePromotionView(CuratedCreateView):
    """Adds a recommended result, with the line of a search filled in."""

    initial_parameters = {"language": "language", "query": "searches"}


class PromotionViewSet(CuratedViewSet):
    """Screens of recommended results."""

    model = PromotedResult
    name = "archive_search_promotions"
    url_prefix = "archive-search/recommended"
    icon = "pick"
    menu_label = _("Recommended results")
    menu_order = 320
    index_view_class = ListPromotionsView
    add_view_class = CreatePromotionView
    search_fields = ["searches", "page__title", "link_title", "link", "description", "note"]
    list_filter = ["language", "is_active"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("site"), FieldPanel("language")]),
            FieldPanel("searches"),
            MultiFieldPanel(
                [FieldPanel("page"), FieldPanel("link"), FieldPanel("link_title")],
                heading=_("What is recommended"),
            ),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
            FieldPanel("note"),
        ],
        base_form_class=CuratedForm,
    )


def _status(row: PromotedResult) -> Promise:
    """Return whether readers see a row of `ListPromotionsView`, and why not."""
    if not row.is_active:
        return _("Not in use")
    if row.page_id and not getattr(row, "page_is_public", False):
        return _("Not shown: the page is not public")
    return _("Shown")

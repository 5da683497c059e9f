"""Where do editors say which page stands above the results of a search?"""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page

from newsroom.visibility import public
from search.admin.curated import AddView, CuratedForm, CuratedViewSet, ListView
from search.language.word_rules import non_empty_lines
from search.models.curation import PromotedResult


class ListPromotionsView(ListView):
    """Lists what the editor's offices recommend."""

    also_read = ("site", "page")

    def get_base_queryset(self) -> QuerySet:
        """Return the rows with whether the public may read their pages now."""
        readable = public(Page.objects.filter(pk=OuterRef("page_id")))
        return super().get_base_queryset().annotate(page_is_public=Exists(readable))

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns."""
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
            Column("state", label=_("Status"), accessor=state_of),
            Column("order", label=_("Order"), sort_key="order"),
            DateColumn("changed_at", label=_("Changed"), sort_key="changed_at"),
        ]


class AddPromotionView(AddView):
    """Begins with the line of a search."""

    from_address = {"language": "language", "query": "searches"}


class PromotionViewSet(CuratedViewSet):
    """The menu entry."""

    model = PromotedResult
    name = "archive_search_promotions"
    url_prefix = "archive-search/recommended"
    icon = "pick"
    menu_label = _("Recommended results")
    menu_order = 320
    index_view_class = ListPromotionsView
    add_view_class = AddPromotionView
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


def state_of(row: PromotedResult):
    """Return whether readers see it, and why not."""
    if not row.is_active:
        return _("Not in use")
    if row.page_id and not row.page_is_public:
        return _("Not shown: the page is not public")
    return _("Shown")

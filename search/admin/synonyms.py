"""Screens of the synonyms that editors add."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn

from search.admin.curated import CuratedCreateView, CuratedForm, CuratedListView, CuratedViewSet
from search.models.curation import SynonymGroup


class ListSynonymsView(CuratedListView):
    """Lists the synonym groups of the user's sites."""

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns of the list."""
        return [
            TitleColumn(
                "words",
                label=_("Synonyms"),
                accessor=str,
                sort_key="words",
                get_url=self.get_edit_url,
            ),
            Column("language", label=_("Language"), accessor="get_language_display"),
            *self.site_columns(),
            BooleanColumn("is_active", label=pgettext_lazy("rule", "In use")),
            Column("note", label=_("Note")),
            DateColumn("changed_at", label=_("Changed"), sort_key="changed_at"),
        ]


class CreateSynonymsView(CuratedCreateView):
    """Adds a synonym group, with the line of a search filled in."""

    initial_parameters = {"language": "language", "words": "words"}


class SynonymViewSet(CuratedViewSet):
    """Screens of synonym groups."""

    model = SynonymGroup
    name = "archive_search_synonyms"
    url_prefix = "archive-search/synonyms"
    icon = "list-ul"
    menu_label = _("Synonyms")
    menu_order = 300
    index_view_class = ListSynonymsView
    add_view_class = CreateSynonymsView
    search_fields = ["words", "finds", "note"]
    list_filter = ["language", "is_active"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("site"), FieldPanel("language")]),
            FieldPanel("words"),
            FieldPanel("finds"),
            FieldPanel("note"),
            FieldPanel("is_active"),
        ],
        base_form_class=CuratedForm,
    )

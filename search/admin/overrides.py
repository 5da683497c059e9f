"""Screens of the lemma corrections that editors make."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn

from search.admin.curated import CuratedCreateView, CuratedForm, CuratedListView, CuratedViewSet
from search.models.curation import LemmaOverride


class ListOverridesView(CuratedListView):
    """Lists the corrections, to every user of the admin."""

    related_fields = ("changed_by",)

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns of the list."""
        return [
            TitleColumn("form", label=_("Word"), sort_key="form", get_url=self.get_edit_url),
            Column("lemma", label=_("Filed with"), sort_key="lemma"),
            Column("language", label=_("Language"), accessor="get_language_display"),
            BooleanColumn("mutations", label=_("Mutated forms too")),
            Column("note", label=_("Note")),
            Column("changed_by", label=_("Changed by")),
            DateColumn("changed_at", label=_("Changed"), sort_key="changed_at"),
        ]


class CreateOverrideView(CuratedCreateView):
    """Adds a correction, with the word and lemma that were tried filled in."""

    initial_parameters = {"language": "language", "form": "form", "lemma": "lemma"}


class OverrideViewSet(CuratedViewSet):
    """Screens of lemma corrections."""

    model = LemmaOverride
    name = "archive_search_overrides"
    url_prefix = "archive-search/corrections"
    icon = "edit"
    menu_label = _("Corrections of words")
    menu_order = 400
    index_view_class = ListOverridesView
    add_view_class = CreateOverrideView
    search_fields = ["form", "lemma", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("language"),
            FieldRowPanel([FieldPanel("form"), FieldPanel("lemma")]),
            FieldPanel("mutations"),
            FieldPanel("note"),
        ],
        base_form_class=CuratedForm,
    )

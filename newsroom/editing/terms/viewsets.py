"""Where do editors keep the office's categories and topics?"""

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UsageView,
)

from newsroom.editing.listings.terms import TermIndexView
from newsroom.editing.rights.offices import sites_of
from newsroom.editing.terms.forms import NewTopicForm, TermForm
from newsroom.languages.configured import active_language, default_language, language_codes
from newsroom.models import Category, Topic


def _handler(*fields: str) -> ObjectList:
    """Return the panels of a term: both languages side by side."""
    pairs = [
        FieldRowPanel([FieldPanel(name), FieldPanel(f"other_{name}")])
        for name in ("name", "slug", "description")
    ]
    return ObjectList(
        [FieldPanel("site"), *pairs, *(FieldPanel(name) for name in fields)],
        base_form_class=TermForm,
    )


class OwnOffice:
    """Refuses a term of an office on which the editor has no right.

    Wagtail's generic views ask for the right on some office only.
    """

    def get_object(self, *args, **kwargs):
        """Return the term, or refuse."""
        term = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(type(term))
        if not policy.user_has_permission_for_instance(
            self.request.user, self.permission_on_office, term
        ):
            raise PermissionDenied
        return term

    permission_on_office = "change"


class EditTermView(OwnOffice, EditView):
    """Edits both languages."""


class DeleteTermView(OwnOffice, DeleteView):
    """Deletes both languages."""

    permission_on_office = "delete"


class TermUsageView(OwnOffice, UsageView):
    """Shows which statements are filed under a term."""


class TermHistoryView(OwnOffice, HistoryView):
    """Shows who changed a term."""


class TermViewSet(SnippetViewSet):
    """Lists the terms of the editor's own offices, one row for both languages."""

    index_view_class = TermIndexView
    edit_view_class = EditTermView
    delete_view_class = DeleteTermView
    usage_view_class = TermUsageView
    history_view_class = TermHistoryView

    search_fields = [f"name_{code}" for code in language_codes()]
    copy_view_enabled = False

    def get_queryset(self, request):
        """Return the terms of the offices where the editor may change them."""
        policy = policy_registry.get_by_type(self.model)
        return policy.instances_user_has_any_permission_for(request.user, ["change", "delete"])


class CategoryViewSet(TermViewSet):
    """The office's kinds of statement, in the order in which readers see them."""

    model = Category
    icon = "folder-open-1"
    ordering = ["order", "name"]
    edit_handler = _handler("order")


class OwnTopics:
    """Offers the topics of the editor's own offices, by their names in the editor's language."""

    @cached_property
    def i18n_enabled(self) -> bool:
        """No choice of language: the statement takes the row of its own."""
        return False

    def get_object_list(self):
        """Return the topics to choose from."""
        return Topic.objects.filter(
            site__in=sites_of(self.request.user),
            locale__language_code=active_language(),
        )

    def get_creation_form_kwargs(self) -> dict:
        """Tell the form who writes."""
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class ChooseTopicView(OwnTopics, ChooseView):
    """The window with the list and the form."""


class ChooseTopicResultsView(OwnTopics, ChooseResultsView):
    """The list alone, after searching or turning a page."""


class CreateTopicView(SnippetCreateView):
    """Takes a new topic's names in."""

    def get_creation_form_kwargs(self) -> dict:
        """Tell the form who writes."""
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class TopicChooserViewSet(SnippetChooserViewSet):
    """Chooses topics while a statement is written, and makes new ones."""

    choose_view_class = ChooseTopicView
    choose_results_view_class = ChooseTopicResultsView
    create_view_class = CreateTopicView
    creation_form_class = NewTopicForm


class TopicViewSet(TermViewSet):
    """The subjects that statements are about."""

    model = Topic
    icon = "tag"
    ordering = [f"name_{default_language()}"]
    edit_handler = _handler()
    chooser_viewset_class = TopicChooserViewSet


class TermViewSetGroup(SnippetViewSetGroup):
    """The menu entry."""

    items = (CategoryViewSet, TopicViewSet)
    menu_label = _("Categories and topics")
    menu_name = "terms"
    menu_icon = "tag"
    menu_order = 250

"""Admin views of categories and topics, and the chooser of topics."""

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
from newsroom.editing.rights.instance_permissions import InstancePermissionMixin
from newsroom.editing.rights.offices import sites_for_user
from newsroom.editing.terms.forms import NewTopicForm, TermForm
from newsroom.languages.configured import active_language, default_language, language_codes
from newsroom.models import Category, Topic


def _edit_handler(*fields: str) -> ObjectList:
    """Return the panels of a term, with both languages in one row, and panels of other fields."""
    pairs = [
        FieldRowPanel([FieldPanel(name), FieldPanel(f"other_{name}")])
        for name in ("name", "slug", "description")
    ]
    return ObjectList(
        [FieldPanel("site"), *pairs, *(FieldPanel(name) for name in fields)],
        base_form_class=TermForm,
    )


class EditTermView(InstancePermissionMixin, EditView):
    """Edits a term in both languages."""


class DeleteTermView(InstancePermissionMixin, DeleteView):
    """Deletes a term in both languages."""

    required_permission = "delete"


class TermUsageView(InstancePermissionMixin, UsageView):
    """Shows the statements filed under a term."""


class TermHistoryView(InstancePermissionMixin, HistoryView):
    """Shows the changes of a term."""


class OfficeTermsMixin:
    """Offers the terms of the editor's offices, with names in the editor's language."""

    @cached_property
    def i18n_enabled(self) -> bool:
        """Return False. A statement receives the term in its own language, whichever is chosen."""
        return False

    def get_object_list(self):
        """Return the terms in the active language."""
        return self.model.objects.filter(
            site__in=sites_for_user(self.request.user),
            locale__language_code=active_language(),
        )


class ChooseTermView(OfficeTermsMixin, ChooseView):
    """The chooser's window, with the list."""


class ChooseTermResultsView(OfficeTermsMixin, ChooseResultsView):
    """The chooser's list, after a search or on another page."""


class TermChooserViewSet(SnippetChooserViewSet):
    """The chooser of terms."""

    choose_view_class = ChooseTermView
    choose_results_view_class = ChooseTermResultsView


class TermViewSet(SnippetViewSet):
    """Views of the terms of the editor's offices, with one row for both languages."""

    chooser_viewset_class = TermChooserViewSet

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
    """Categories of statements, in the order in which readers see them."""

    model = Category
    icon = "folder-open-1"
    ordering = ["order", "name"]
    edit_handler = _edit_handler("order")


class NewTopicMixin(OfficeTermsMixin):
    """Offers the topics of the editor's offices, and the form of a new one."""

    def get_creation_form_kwargs(self) -> dict:
        """Pass the user to the form."""
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class ChooseTopicView(NewTopicMixin, ChooseView):
    """The chooser's window, with the list and the form."""


class ChooseTopicResultsView(NewTopicMixin, ChooseResultsView):
    """The chooser's list, after a search or on another page."""


class CreateTopicView(SnippetCreateView):
    """Creates a topic from the chooser."""

    def get_creation_form_kwargs(self) -> dict:
        """Pass the user to the form."""
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class TopicChooserViewSet(SnippetChooserViewSet):
    """The chooser of topics in the form of a statement, which also creates topics."""

    choose_view_class = ChooseTopicView
    choose_results_view_class = ChooseTopicResultsView
    create_view_class = CreateTopicView
    creation_form_class = NewTopicForm


class TopicViewSet(TermViewSet):
    """Topics, which statements are about."""

    model = Topic
    icon = "tag"
    ordering = [f"name_{default_language()}"]
    edit_handler = _edit_handler()
    chooser_viewset_class = TopicChooserViewSet


class TermViewSetGroup(SnippetViewSetGroup):
    """The menu entry of categories and topics."""

    items = (CategoryViewSet, TopicViewSet)
    menu_label = _("Categories and topics")
    menu_name = "terms"
    menu_icon = "tag"
    menu_order = 250

"""What do the screens of everything curated share? Whose it is, who changed it, where it begins."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site
from wagtail.permissions import policy_registry

from newsroom.editing.listings.wide_tables import WIDE
from newsroom.editing.rights.offices import sites_of
from newsroom.languages.configured import active_language
from search.admin.menu import HOOK


class CuratedForm(WagtailAdminModelForm):
    """Remembers who wrote, and offers only the sites on which that person may."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "site" in self.fields:
            self._limit_sites()
        if not self.instance.pk and "language" in self.fields:
            self.initial.setdefault("language", active_language())

    def _limit_sites(self) -> None:
        """A row never moves to another office; what is for all sites takes a right on all."""
        field = self.fields["site"]
        policy = policy_registry.get_by_type(type(self.instance))
        everywhere = policy.has_rights_on_all_sites(self.for_user, ["add", "change"])
        if self.instance.pk:
            field.disabled = True
        elif not everywhere:
            field.queryset = policy.sites_user_has_permission_for(self.for_user, "add")
        if not (everywhere or self.instance.pk):
            field.required, field.help_text = True, ""
        if field.required:
            field.empty_label = None
        elif not self.instance.pk:
            field.empty_label = _("All sites")
        if field.queryset.count() == 1:
            self.initial.setdefault("site", field.queryset.first())

    def save(self, commit=True):
        """Save with the name of whoever wrote."""
        self.instance.changed_by = self.for_user
        return super().save(commit=commit)


class Own:
    """Refuses what the user has no right on; Wagtail's generic views ask for some right only."""

    right = "change"

    def get_object(self, *args, **kwargs):
        """Return the row, or refuse."""
        row = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(type(row))
        if not policy.user_has_permission_for_instance(self.request.user, self.right, row):
            raise PermissionDenied
        return row


class ListView(generic.IndexView):
    """Lists what the user may see."""

    table_classname = WIDE

    def get_base_queryset(self) -> QuerySet:
        """Return the rows of the user's own sites."""
        policy = policy_registry.get_by_type(self.model)
        rows = policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "delete", "view"]
        )
        return rows.select_related(*self.also_read)

    also_read = ("site",)

    def site_columns(self) -> list[Column]:
        """Return the column of the site, only for those who see several."""
        if len(sites_of(self.request.user)) < 2:
            return []
        return [Column("site", label=_("Site"), accessor=lambda row: name_of(row.site))]


class AddView(generic.CreateView):
    """Begins with what the address says: other screens lead here with a search."""

    # Field by parameter.
    from_address = {"language": "language"}

    def get_initial(self) -> dict:
        """Return what the form shows first."""
        given = {
            field: self.request.GET[name][:500]
            for name, field in self.from_address.items()
            if self.request.GET.get(name)
        }
        return {**super().get_initial(), **given}


class ChangeView(Own, generic.EditView):
    """Changes one."""


class RemoveView(Own, generic.DeleteView):
    """Deletes one."""

    right = "delete"


class ChangesView(Own, HistoryView):
    """Shows who changed one, and when."""


class WhereView(Own, UsageView):
    """Shows what refers to one."""


class CuratedViewSet(ModelViewSet):
    """A screen in the menu of archive search."""

    menu_hook = HOOK
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ListView
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RemoveView
    history_view_class = ChangesView
    usage_view_class = WhereView
    list_filter = ["language"]
    list_per_page = 50


def name_of(site: Site | None):
    """Return what a row's site is called."""
    return (site.site_name or site.hostname) if site else _("All sites")

"""Base classes of the screens for curated rows: forms, views and the viewset.

They limit rows to the user's sites, record who changed a row, and fill in new rows from the
parameters of the address.
"""

from typing import ClassVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site
from wagtail.permissions import policy_registry

from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.instance_permissions import InstancePermissionMixin
from newsroom.editing.rights.offices import sites_for_user
from newsroom.languages.configured import active_language
from search.admin.menu import MENU_HOOK
from search.models.curation import Curated


class CuratedForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail has no types
    """Form of a curated row, which records the user and offers only the user's sites."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "site" in self.fields:
            self._limit_sites()
        if not self.instance.pk and "language" in self.fields:
            self.initial.setdefault("language", active_language())

    def _limit_sites(self) -> None:
        """Fix the site of an existing row, and require a site from users without all sites."""
        field = self.fields["site"]
        policy = policy_registry.get_by_type(type(self.instance))
        everywhere = policy.has_rights_on_all_sites(self.for_user, ["add", "change"])
        if self.instance.pk:
            field.disabled = True
            if self.instance.site_id:
                field.queryset = Site.objects.filter(pk=self.instance.site_id)
            else:
                field.queryset, field.empty_label = Site.objects.none(), _("All sites")
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

    def save(self, commit: bool = True) -> Curated:
        """Save the row with the user as its last author."""
        self.instance.changed_by = self.for_user
        row: Curated = super().save(commit=commit)
        return row


class CuratedListView(generic.IndexView):  # type: ignore[misc]  # Wagtail has no types
    """Lists the rows that the user may see."""

    table_classname = WIDE_LISTING
    related_fields: tuple[str, ...] = ("site",)

    def get_base_queryset(self) -> "QuerySet[Model]":
        """Return the rows of the user's sites."""
        policy = policy_registry.get_by_type(self.model)
        rows: QuerySet[Model] = policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "delete", "view"]
        )
        return rows.select_related(*self.related_fields)

    def site_columns(self) -> list[Column]:
        """Return the column of the site for users with several sites, else nothing."""
        if len(sites_for_user(self.request.user)) < 2:
            return []
        return [Column("site", label=_("Site"), accessor=lambda row: site_label(row.site))]


class CuratedCreateView(generic.CreateView):  # type: ignore[misc]  # Wagtail has no types
    """Adds a row, with initial values from the parameters of the address."""

    # Field by parameter.
    initial_parameters: ClassVar[dict[str, str]] = {"language": "language"}

    def get_initial(self) -> dict[str, object]:
        """Return the initial values of the form."""
        given = {
            field: self.request.GET[name][:500]
            for name, field in self.initial_parameters.items()
            if self.request.GET.get(name)
        }
        return {**super().get_initial(), **given}


class CuratedEditView(InstancePermissionMixin, generic.EditView):  # type: ignore[misc]  # no types
    """Changes a row."""


class CuratedDeleteView(InstancePermissionMixin, generic.DeleteView):  # type: ignore[misc]  # no types
    """Deletes a row."""

    required_permission = "delete"


class CuratedHistoryView(InstancePermissionMixin, HistoryView):  # type: ignore[misc]  # no types
    """Shows who changed a row, and when."""


class CuratedUsageView(InstancePermissionMixin, UsageView):  # type: ignore[misc]  # no types
    """Shows what refers to a row."""


class CuratedViewSet(ModelViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Screens for one model of curated rows, in the menu of archive search."""

    menu_hook = MENU_HOOK
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = CuratedListView
    add_view_class = CuratedCreateView
    edit_view_class = CuratedEditView
    delete_view_class = CuratedDeleteView
    history_view_class = CuratedHistoryView
    usage_view_class = CuratedUsageView
    list_filter = ["language"]
    list_per_page = 50


def site_label(site: Site | None) -> str | Promise:
    """Return the name of a row's site, "All sites" for a row without one."""
    return str(site.site_name or site.hostname) if site else _("All sites")

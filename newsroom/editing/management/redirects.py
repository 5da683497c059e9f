"""Redirects of the office in Wagtail's views, for managers.

Operators manage those of all sites, those that hold for every site, and import files.
"""

from typing import Any

from django.urls import path
from wagtail.admin.widgets.button import Button
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from newsroom.editing.rights.office_permissions import register_office_permissions

ACTIONS = ("add", "change", "delete")


class OfficeRedirectForm(RedirectForm):
    """Offers the sites whose redirects the user manages, and requires one from managers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None or self.for_user.is_superuser:
            return
        policy = policy_registry.get_by_type(Redirect)
        field = self.fields["site"]
        field.queryset = policy.sites_user_has_any_permission_for(self.for_user, ACTIONS)
        field.required, field.empty_label = True, None
        if field.queryset.count() == 1:
            field.initial = field.queryset.first()


class OfficeRedirectsView(views.IndexView):
    """Lists the redirects of the user's offices."""

    def get_base_queryset(self) -> Any:
        """Return the redirects that the user manages; all for superusers."""
        rows = super().get_base_queryset()
        if self.request.user.is_superuser:
            return rows
        policy = policy_registry.get_by_type(Redirect)
        own = policy.instances_user_has_any_permission_for(self.request.user, list(ACTIONS))
        return rows.filter(pk__in=own.values("pk"))

    @property
    def header_more_buttons(self) -> list[Button]:
        """Leave out the import, which can write redirects of any site, for all but operators."""
        buttons: list[Button] = super().header_more_buttons
        return buttons if self.request.user.is_superuser else []


def register_redirects() -> None:
    """Let permissions on a site cover its redirects, and grant them to managers."""
    register_permission_policy(Redirect, SitePermissionPolicy(Redirect), exact_class=True)
    register_office_permissions(
        "wagtailredirects", managers=[f"{action}_redirect" for action in ACTIONS]
    )


def redirect_urls() -> list:
    """Return the patterns that replace Wagtail's at the same addresses."""
    return [
        path("redirects/", OfficeRedirectsView.as_view()),
        path("redirects/results/", OfficeRedirectsView.as_view(results_only=True)),
        path("redirects/add/", views.CreateView.as_view(form_class=OfficeRedirectForm)),
        path(
            "redirects/<int:redirect_id>/",
            views.EditView.as_view(form_class=OfficeRedirectForm),
        ),
    ]

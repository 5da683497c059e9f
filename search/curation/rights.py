"""Rights on curated rows: offices change their own, operators all."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import register_permission_policy

from newsroom.editing.rights.office_permissions import register_office_permissions
from search.models.curation import LemmaOverride, PromotedResult, SynonymGroup

ACTIONS = ("add", "change", "delete")
User = AbstractBaseUser | AnonymousUser


class OwnSitePolicy(SitePermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """Rights on a site cover that site's rows; rows without a site need rights on all sites."""

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> "QuerySet[Model]":
        """Return the rows of the user's sites; all rows for a user with rights on all sites."""
        rows: QuerySet[Model]
        if self.has_rights_on_all_sites(user, actions):
            rows = self.model._default_manager.all()
        else:
            rows = super().instances_user_has_any_permission_for(user, actions)
        return rows

    def has_rights_on_all_sites(self, user: User, actions: Iterable[str]) -> bool:
        """Return whether the user may do one of `actions` on every site."""
        if not (user.is_authenticated and user.is_active):
            return False
        is_superuser = getattr(user, "is_superuser", False)
        return bool(is_superuser or self._user_has_global_permission(user, actions))


class ReadByAllEditorsPolicy(ModelPermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """Every user of the admin may view; other actions need the model's own permissions."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Return whether the user may do `action`."""
        if action == "view":
            may_enter = isinstance(user, (PermissionsMixin, AnonymousUser)) and user.has_perm(
                "wagtailadmin.access_admin"
            )
            return bool(user.is_active and may_enter)
        return bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Return whether the user may do one of `actions`."""
        return any(self.user_has_permission(user, action) for action in actions)


def register() -> None:
    """Register the policies with Wagtail, and the permissions that new offices receive."""
    register_permission_policy(SynonymGroup, OwnSitePolicy(SynonymGroup))
    register_permission_policy(PromotedResult, OwnSitePolicy(PromotedResult))
    register_permission_policy(LemmaOverride, ReadByAllEditorsPolicy(LemmaOverride))
    models = ("synonymgroup", "promotedresult")
    register_office_permissions(
        "archive_search",
        editors=["add_synonymgroup", "change_synonymgroup"],
        managers=[f"{action}_{model}" for action in ACTIONS for model in models],
    )

"""Who may change what is curated? Offices their own synonyms and recommendations, operators all."""

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import register_permission_policy

from newsroom.editing.rights.office_permissions import register_office_rights
from search.models.curation import LemmaOverride, PromotedResult, SynonymGroup

ACTIONS = ("add", "change", "delete")


class OwnSitePolicy(SitePermissionPolicy):
    """Rights on a site cover what is that site's; what is everybody's takes a right on all."""

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        """Return the rows of the user's sites, and for those with a right on all also the rest."""
        if self.reaches_all_sites(user, actions):
            return self.model._default_manager.all()
        return super().instances_user_has_any_permission_for(user, actions)

    def reaches_all_sites(self, user, actions) -> bool:
        """Return whether the user may do one of `actions` on every site."""
        if not (user.is_authenticated and user.is_active):
            return False
        return user.is_superuser or self._user_has_global_permission(user, actions)


class ReadByAllEditorsPolicy(ModelPermissionPolicy):
    """Whoever may enter the admin may look; changing takes the model's own permissions."""

    def user_has_permission(self, user, action: str) -> bool:
        """Return whether the user may do this."""
        if action == "view":
            return user.is_active and user.has_perm("wagtailadmin.access_admin")
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        """Return whether the user may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


def register() -> None:
    """Tell Wagtail whose rights count, and new offices which ones to give."""
    register_permission_policy(SynonymGroup, OwnSitePolicy(SynonymGroup))
    register_permission_policy(PromotedResult, OwnSitePolicy(PromotedResult))
    register_permission_policy(LemmaOverride, ReadByAllEditorsPolicy(LemmaOverride))
    models = ("synonymgroup", "promotedresult")
    register_office_rights(
        "archive_search",
        editors=["add_synonymgroup", "change_synonymgroup"],
        approvers=[f"{action}_{model}" for action in ACTIONS for model in models],
    )

"""Offices that a user may see."""

from wagtail.models import Page, Site
from wagtail.permissions import policy_registry


def sites_for_user(user) -> list[Site]:
    """Return the sites on which the user has a permission for some page, in any language.

    All sites for a superuser. Three queries at most, once for a user object, which belongs to one
    request: menus, filters and columns ask for the same.
    """
    if "_newsroom_sites" not in user.__dict__:
        user.__dict__["_newsroom_sites"] = _sites_for_user(user)
    return list(user.__dict__["_newsroom_sites"])


def office_label(site: Site) -> str:
    """Return the name of an office in a list of choices."""
    return str(site.site_name or site.hostname)


def editable_offices(user) -> list[Site]:
    """Return the sites whose home page the user may edit in any language. One query more."""
    sites = sites_for_user(user)
    homes = Page.objects.filter(
        translation_key__in=[site.root_page.translation_key for site in sites], alias_of=None
    )
    editable = {
        home.translation_key for home in homes if home.permissions_for_user(user).can_edit()
    }
    return [site for site in sites if site.root_page.translation_key in editable]


def home_paths_for_user(user) -> set[str]:
    """Return the paths of the home pages, in every language, of the sites that the user may see.

    For users who are no superusers. No query after `sites_for_user`.
    """
    sites_for_user(user)
    paths: set[str] = user.__dict__["_newsroom_home_paths"]
    return paths


def _sites_for_user(user) -> list[Site]:
    sites = list(Site.objects.select_related("root_page").order_by("site_name", "pk"))
    if user.is_superuser:
        return sites
    permissions = policy_registry.get_by_type(Page).get_cached_permissions_for_user(user)
    granted = {permission.page.path for permission in permissions}
    keys = {site.root_page.translation_key: site for site in sites}
    homes = [
        (keys[key].pk, path)
        for key, path in Page.objects.filter(translation_key__in=keys).values_list(
            "translation_key", "path"
        )
    ]
    allowed = {
        pk
        for pk, path in homes
        if any(path.startswith(root) or root.startswith(path) for root in granted)
    }
    user.__dict__["_newsroom_home_paths"] = {path for pk, path in homes if pk in allowed}
    return [site for site in sites if site.pk in allowed]

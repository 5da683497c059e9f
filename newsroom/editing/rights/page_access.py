"""Access to pages in the admin, limited to the editor's offices and the ancestors of their pages.

`office_access` refuses requests that name a page of another office.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.permissions import policy_registry

from newsroom.visibility.tree import at_or_below, end_below

# Names of URL arguments, in Wagtail and here, that hold the id of a page.
PAGE_ID_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
PERMISSIONS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


def can_see_page(user, page: Page) -> bool:
    """Return whether the user has a permission on the page or on a descendant of it."""
    policy = policy_registry.get_by_type(Page)
    if policy.user_has_any_permission_for_instance(user, PERMISSIONS, page):
        return True
    granted = policy.get_cached_permissions_for_user(user)
    return any(permission.page.is_descendant_of(page) for permission in granted)


def below_permitted_pages(user) -> Q:
    """Match the pages on which the user has a permission, by ranges of paths.

    These are Wagtail's explorable pages without their ancestors. Wagtail matches prefixes of paths,
    for which SQLite reads all pages of the installation.
    """
    paths = _permitted_paths(user)
    if not paths:
        return _any_of(paths, at_or_below)
    # A range around all of them, by which an index finds them in one step.
    return Q(path__gte=min(paths), path__lte=end_below(max(paths))) & _any_of(paths, at_or_below)


def permitted_row_by_row(user) -> Q:
    """Match the same pages as `below_permitted_pages`, but without an index of paths.

    For the first rows in an order that another index has: the path of each row is compared until
    enough are found, instead of collecting all pages of the user.
    """
    return _any_of(_permitted_paths(user), lambda path: Q(path__startswith=path))


def _permitted_paths(user) -> set[str] | None:
    """Return the paths of the pages on which the user has a permission, None for a superuser."""
    if user.is_superuser:
        return None
    policy = policy_registry.get_by_type(Page)
    codenames = {f"{name}_page" for name in PERMISSIONS}
    return {
        granted.page.path
        for granted in policy.get_cached_permissions_for_user(user)
        if granted.permission.codename in codenames
    }


def _any_of(paths: set[str] | None, match: Callable[[str], Q]) -> Q:
    if paths is None:
        return Q()
    below = Q(pk__in=[])
    for path in sorted(paths):
        below |= match(path)
    return below


def editable_pages(request: HttpRequest) -> QuerySet[Page]:
    """Return the pages that the user may change or publish."""
    user, policy = request.user, policy_registry.get_by_type(Page)
    actions = ["change", "publish"]
    if not user.is_superuser:
        granted = policy.get_cached_permissions_for_user(user)
        changed = {row.page.path for row in granted if row.permission.codename == "change_page"}
        added = {row.page.path for row in granted if row.permission.codename == "add_page"}
        if added <= changed:
            # Wagtail then leaves out the condition on the owner of pages.
            actions.append("add")
    return policy.instances_user_has_any_permission_for(user, actions)


def limit_page_chooser(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Limit page choosers to the pages that the explorer shows."""
    if request.user.is_superuser:
        return pages
    explorable = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=explorable.values("pk"))


def hide_operator_reports(request: HttpRequest, items: list) -> None:
    """Remove from the menu the report that only superusers may open."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]

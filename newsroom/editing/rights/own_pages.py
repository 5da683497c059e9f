"""Whose pages does the admin show? Those of the editor's own offices, and what stands above them.

Wagtail asks for rights on a page before it changes anything, but explorer, choosers and questions
name any page whose number is in the address: also another office's draft.
"""

from collections.abc import Callable, Mapping

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.models import Page
from wagtail.permissions import policy_registry

# What Wagtail's addresses and ours call the number of a page.
NUMBERS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
RIGHTS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
# Counts and names pages of the whole installation, with no way to narrow it.
FOR_OPERATORS = "wagtailadmin_reports:page_types_usage"


def may_see(user, page: Page) -> bool:
    """Return whether the user has a right on the page, or on one below it."""
    policy = policy_registry.get_by_type(Page)
    if policy.user_has_any_permission_for_instance(user, RIGHTS, page):
        return True
    rights = policy.get_cached_permissions_for_user(user)
    return any(right.page.is_descendant_of(page) for right in rights)


def own_pages_only(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer in choosers what the explorer would show."""
    if request.user.is_superuser:
        return pages
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=own.values("pk"))


def without_operators_reports(request: HttpRequest, items: list) -> None:
    """Take the reports out of the menu that an office's editors may not open."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "page-types-usage"]


class OwnPagesMiddleware:
    """Refuses an address of the admin that holds the number of another office's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: Mapping
    ) -> HttpResponseBase | None:
        """Answer with Wagtail's own refusal; what is not there is left to the view."""
        match = request.resolver_match
        if match is None or not match.route.startswith("admin/"):
            return None
        user = request.user
        if not user.has_perm("wagtailadmin.access_admin") or user.is_superuser:
            return None
        # One by one: a number too long for the database has no page, but breaks a list of them.
        rows = [Page.objects.filter(pk=kwargs[name]).first() for name in NUMBERS if name in kwargs]
        pages = [row for row in rows if row is not None]
        is_closed = match.view_name.startswith(FOR_OPERATORS)
        if is_closed or not all(may_see(user, page) for page in pages):
            return permission_denied(request)
        return None

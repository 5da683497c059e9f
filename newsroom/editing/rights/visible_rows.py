"""Rows of each model that a user may see in the admin: those of the user's offices.

A model without a rule here has the permission policy that Wagtail's registry holds for it. Users
without a permission by that policy see none of its rows.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from taggit.models import Tag, TaggedItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Revision,
    Site,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail.permissions import policy_registry
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)

from newsroom.editing.rights.offices import home_paths_for_user, sites_for_user
from newsroom.editing.rights.page_access import below_permitted_pages, can_see_page
from newsroom.models.terms import Term
from newsroom.visibility.tree import at_or_below

Row = TypeVar("Row", bound=Model)
ACTIONS = ("add", "change", "delete", "view", "choose")


def office_groups(paths: Iterable[str]) -> QuerySet[Group]:
    """Return the groups with a permission on pages below these home pages, and on no other page."""
    of_sites = Q(pk__in=[])
    for path in sorted(paths):
        of_sites |= Q(page__in=Page.objects.filter(at_or_below(path)).values("pk"))
    permissions = GroupPagePermission.objects
    return Group.objects.filter(pk__in=permissions.filter(of_sites).values("group")).exclude(
        pk__in=permissions.exclude(of_sites).values("group")
    )


def _colleagues(user) -> Q:
    groups = office_groups(home_paths_for_user(user))
    return Q(pk=user.pk) | Q(pk__in=_users().filter(groups__in=groups).values("pk"))


def _users() -> QuerySet:
    return get_user_model()._default_manager.all()


def _groups(user) -> Q:
    return Q(pk__in=office_groups(home_paths_for_user(user)).values("pk"))


def _sites(user) -> Q:
    return Q(pk__in=[site.pk for site in sites_for_user(user)])


def _workflows(user) -> Q:
    pages = Page.objects.filter(below_permitted_pages(user))
    return Q(workflow_pages__page__in=pages.values("pk"))


def _tasks(user) -> Q:
    return Q(workflow_tasks__workflow__in=visible_rows(user, Workflow.objects.all()).values("pk"))


def _collections(user) -> Q:
    visible = Q(pk__in=[])
    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        collections = policy.collections_user_has_any_permission_for(user, ["add", "change"])
        visible |= Q(pk__in=collections.values("pk"))
    return visible


def _tags(user) -> Q:
    visible = Q(pk__in=[])
    for model in (get_image_model(), get_document_model()):
        rows = visible_rows(user, model._default_manager.all())
        tagged = TaggedItem.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=rows.values("pk")
        )
        visible |= Q(pk__in=tagged.values("tag"))
    return visible


# For each model, the condition that its visible rows fulfil.
_CONDITIONS: dict[type[Model], Callable[..., Q]] = {
    Page: below_permitted_pages,
    Term: lambda user: Q(site__in=sites_for_user(user)),
    Site: _sites,
    Group: _groups,
    Workflow: _workflows,
    Task: _tasks,
    GroupApprovalTask: _tasks,
    Collection: _collections,
    Tag: _tags,
    UploadedFile: lambda user: Q(uploaded_by_user=user),
}
# For rows that belong to another row: what they belong to.
_OWNERS: dict[type[Model], Callable[..., Model | None]] = {
    Revision: lambda row: row.content_object,
    TaskState: lambda row: row.workflow_state,
    WorkflowState: lambda row: row.content_object,
    PageViewRestriction: lambda row: row.page,
    TranslationSource: lambda row: row.get_source_instance(),
    Translation: lambda row: row.source,
    StringSegment: lambda row: row.source,
    OverridableSegment: lambda row: row.source,
}


def visible_rows(user, rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Limit rows to those that the user may see. Rows of a sliced query are not limited further."""
    if user.is_superuser:
        return rows
    model = rows.model
    condition = _colleagues if model is get_user_model() else _condition(model)
    if condition is not None:
        visible = model._base_manager.filter(condition(user))
        return rows.filter(pk__in=visible.values("pk"))
    policy = policy_registry.get_by_type(model)
    allowed = policy.instances_user_has_any_permission_for(user, list(ACTIONS))
    return rows.filter(pk__in=allowed.values("pk"))


def has_rule(model: type[Model]) -> bool:
    """Return whether rows of the model belong to offices: it has a rule here or a policy."""
    return (
        model is get_user_model()
        or _condition(model) is not None
        or policy_registry.get_by_type(model, fallback=False) is not None
    )


def may_see(user, row: Model | None) -> bool:
    """Return whether the user may see the row. What belongs to nothing, only an operator may."""
    if user.is_superuser:
        return True
    if row is None:
        return False
    if isinstance(row, Page):
        return can_see_page(user, row)
    owner = _OWNERS.get(type(row))
    if owner is not None:
        return may_see(user, owner(row))
    if not has_rule(type(row)):
        # A model of an app: what belongs to a page or a site is seen by those who see that.
        fields = {field.name for field in row._meta.get_fields()}
        belongs_to = next((name for name in ("page", "site") if name in fields), None)
        return belongs_to is not None and may_see(user, getattr(row, belongs_to))
    return visible_rows(user, type(row)._base_manager.filter(pk=row.pk)).exists()


def _condition(model: type[Model]) -> Callable[..., Q] | None:
    for parent in model.__mro__:
        if parent in _CONDITIONS:
            return _CONDITIONS[parent]
    return None

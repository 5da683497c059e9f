"""The groups of an office: one for each role, with its rights on pages, files and the site.

A permission on a page, collection or site covers only what belongs to it, so offices are separate.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Site,
)

from home.models import HomePage
from newsroom.editing.rights.office_permissions import permissions_for_role
from newsroom.models import OfficeGroup, Role

ACTIONS = ("add", "change", "delete")
NAMES = {
    Role.WRITER: "writers",
    Role.TRANSLATOR: "translators",
    Role.EDITOR: "editors",
    Role.MANAGER: "managers",
}
# With the right to add, Wagtail lets people change and delete only what they made themselves.
PAGE_RIGHTS = {
    Role.WRITER: ("add_page",),
    Role.TRANSLATOR: ("change_page",),
    Role.EDITOR: ("add_page", "change_page"),
    Role.MANAGER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
FILE_RIGHTS = {
    Role.WRITER: ("add", "choose"),
    Role.TRANSLATOR: ("add", "choose"),
    Role.EDITOR: ("add", "change", "choose"),
    Role.MANAGER: ("add", "change", "choose"),
}
SITE_RIGHTS = {
    Role.WRITER: ("add_topic",),
    Role.TRANSLATOR: ("change_topic",),
    Role.EDITOR: ("add_topic", "change_topic"),
    Role.MANAGER: (
        *(f"{action}_{model}" for model in ("category", "topic") for action in ACTIONS),
        *(f"{action}_partnerkey" for action in ACTIONS),
        *(f"{action}_webhookendpoint" for action in ACTIONS),
        "change_officesettings",
        "change_navigation",
    ),
}


def complete_groups(
    site: Site, *, name: str, homes: Iterable[HomePage]
) -> tuple[Collection, dict[Role, Group]]:
    """Make the office's collection and the groups that it lacks; return all of them.

    A group that has rights on a page, the collection or the site keeps them there as they are.
    """
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=name).first() or root.add_child(name=name)
    existing = {
        row.role: row.group for row in OfficeGroup.objects.filter(site=site).select_related("group")
    }
    groups = {}
    for role in Role:
        group = existing.get(role) or _create_group(site, role=role, name=name)
        _grant(group, role, site=site, homes=homes, collection=collection)
        groups[role] = group
    return collection, groups


def _create_group(site: Site, *, role: Role, name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=f"{name}: {NAMES[role]}")
    OfficeGroup.objects.create(site=site, group=group, role=role)
    group.permissions.add(
        *Permission.objects.filter(
            Q(content_type__app_label="wagtailadmin", codename="access_admin")
            | Q(content_type__app_label="wagtail_localize", codename="submit_translation")
        )
    )
    return group


def _grant(
    group: Group, role: Role, *, site: Site, homes: Iterable[HomePage], collection: Collection
) -> None:
    on_pages = set(group.page_permissions.values_list("page", flat=True))
    of_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS[role]
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=home, permission=permission)
        for home in homes
        if home.pk not in on_pages
        for permission in of_pages
    )
    if not group.collection_permissions.filter(collection=collection).exists():
        actions = "|".join(FILE_RIGHTS[role])
        # Wagtail checks the permissions of its own models, also where a project replaces them.
        of_files = Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"],
            codename__regex=rf"^({actions})_(image|document)$",
        )
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=collection, permission=permission)
            for permission in of_files
        )
    if not group.site_permissions.filter(site=site).exists():
        own = Permission.objects.filter(
            codename__in=SITE_RIGHTS[role], content_type__app_label__in=["newsroom", "home"]
        )
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=group, site=site, permission=permission)
            for permission in {*own, *permissions_for_role(role)}
        )

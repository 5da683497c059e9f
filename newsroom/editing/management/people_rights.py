"""People and roles that a manager may change: of the own office, without rights beyond it."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db.models import Count, QuerySet
from wagtail.models import GroupSitePermission, Page, Site

from newsroom.editing.rights.office_permissions import register_office_permissions
from newsroom.editing.rights.visible_rows import office_groups
from newsroom.models import Role

# The permission on a site that lets a group manage the people of its office.
CODENAME = "change_user"
# The attribute of a user that holds whether they manage people.
MANAGES_PEOPLE = "newsroom_manages_people"
Right = tuple[str, int, int]


def register_people() -> None:
    """Grant the management of an office's people to its managers."""
    register_office_permissions(get_user_model()._meta.app_label, managers=[CODENAME])


def managed_sites(user: AbstractUser) -> QuerySet[Site]:
    """Return the sites whose people the user manages; for superusers, who have all, none."""
    permissions = GroupSitePermission.objects.filter(
        group__user=user,
        permission__codename=CODENAME,
        permission__content_type__app_label=get_user_model()._meta.app_label,
    )
    return Site.objects.filter(pk__in=permissions.values("site"))


def manages_people(user: AbstractUser) -> bool:
    """Return whether the user manages the people of an office.

    One query for each user object, of which each request has its own: the menus ask several times.
    """
    known: bool | None = getattr(user, MANAGES_PEOPLE, None)
    if known is None:
        known = user.is_active and not user.is_superuser and managed_sites(user).exists()
        setattr(user, MANAGES_PEOPLE, known)
    return known


def assignable_groups(user: AbstractUser) -> list[Group]:
    """Return the groups of the managed offices whose rights the user has as well."""
    if not manages_people(user):
        return []
    keys = managed_sites(user).values("root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=keys).values_list("path", flat=True)
    own = _rights(user.groups.all())
    groups = office_groups(homes).select_related("office_group__site")
    return in_order_of_roles(group for group in groups if _rights([group]) <= own)


def in_order_of_roles(groups: Iterable[Group]) -> list[Group]:
    """Return groups from writers to managers, those without a role last."""
    order = list(Role)

    def position(group: Group) -> tuple[int, str]:
        row = getattr(group, "office_group", None)
        return (order.index(Role(row.role)) if row else len(order), group.name)

    return sorted(groups, key=position)


def role_codes(person: AbstractUser) -> list[str]:
    """Return a person's roles from writer to manager, other groups by their names. One query."""
    groups = in_order_of_roles(person.groups.select_related("office_group"))
    rows = [(group, getattr(group, "office_group", None)) for group in groups]
    return [row.role if row else group.name for group, row in rows]


def role_name(group: Group) -> str:
    """Return the name of a group's role, or the group's own name without one."""
    row = getattr(group, "office_group", None)
    return str(row.get_role_display() if row else group.name)


def managed_people(user: AbstractUser) -> QuerySet:
    """Return the people all of whose groups the user may assign.

    Never superusers, people with permissions of their own, or people who also work elsewhere.
    """
    groups = assignable_groups(user)
    people = get_user_model()._default_manager
    elsewhere = people.filter(groups__in=Group.objects.exclude(pk__in=[row.pk for row in groups]))
    return (
        people.filter(groups__in=groups, is_superuser=False)
        .exclude(pk__in=elsewhere.values("pk"))
        .annotate(own_permissions=Count("user_permissions"))
        .filter(own_permissions=0)
        .order_by("last_name", "first_name", "username")
        .distinct()
    )


def _rights(groups: Iterable[Group]) -> set[Right]:
    """Return all rights of groups: of the installation, on pages, sites and collections."""
    rights: set[Right] = set()
    for group in groups:
        rights |= {("all", pk, 0) for pk in group.permissions.values_list("pk", flat=True)}
        for kind, permissions, target in (
            ("page", group.page_permissions, "page_id"),
            ("site", group.site_permissions, "site_id"),
            ("collection", group.collection_permissions, "collection_id"),
        ):
            rights |= {
                (kind, permission, on)
                for permission, on in permissions.values_list("permission_id", target)
            }
    return rights

"""Permissions of each role on its office's site, other than those on pages and news.

Apps register permissions when they start. `home.offices.groups` grants them to the groups of a new
office.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Q

from newsroom.models import Role

_codenames: dict[Role, set[tuple[str, str]]] = {role: set() for role in Role}


def register_office_permissions(
    app_label: str,
    *,
    writers: Iterable[str] = (),
    translators: Iterable[str] = (),
    editors: Iterable[str] = (),
    managers: Iterable[str] = (),
) -> None:
    """Register an app's permissions, by codename, for the roles on their office's site."""
    for role, codenames in (
        (Role.WRITER, writers),
        (Role.TRANSLATOR, translators),
        (Role.EDITOR, editors),
        (Role.MANAGER, managers),
    ):
        _codenames[role] |= {(app_label, codename) for codename in codenames}


def permissions_for_role(role: Role) -> list[Permission]:
    """Return the registered permissions of a role. One query."""
    wanted = Q(pk__in=[])
    for app_label, codename in _codenames[role]:
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))

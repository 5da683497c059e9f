"""Permissions of editors and approvers on their office's site, other than those on pages and news.

Apps register permissions when they start. `home.offices.provisioning` grants them to the groups of
a new office.
"""

from collections.abc import Iterable
from typing import Literal

from django.contrib.auth.models import Permission
from django.db.models import Q

Role = Literal["editors", "approvers"]

_codenames: dict[Role, set[tuple[str, str]]] = {"editors": set(), "approvers": set()}


def register_office_permissions(
    app_label: str, *, editors: Iterable[str] = (), approvers: Iterable[str] = ()
) -> None:
    """Register an app's permissions, by codename, for the two roles on their office's site."""
    _codenames["editors"] |= {(app_label, codename) for codename in editors}
    _codenames["approvers"] |= {(app_label, codename) for codename in approvers}


def permissions_for_role(role: Role) -> list[Permission]:
    """Return the registered permissions of a role. One query."""
    wanted = Q(pk__in=[])
    for app_label, codename in _codenames[role]:
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))

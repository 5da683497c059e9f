"""The migration that gives the groups of an office made before the roles their roles."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page, WorkflowTask

from home.offices.completion import missing_parts
from home.offices.provisioning import Office
from newsroom.models import OfficeGroup, Role
from tests.factories import make_office

migration = import_module("newsroom.migrations.0033_roles_of_existing_offices")


def rights(group: Group) -> set[tuple[object, ...]]:
    """Return the rights of a group of each kind."""
    return {
        *group.permissions.values_list("codename"),
        *group.page_permissions.values_list("page", "permission__codename"),
        *group.collection_permissions.values_list("collection", "permission__codename"),
        *group.site_permissions.values_list("site", "permission__codename"),
    }


def as_before(office: Office) -> tuple[Group, Group]:
    """Give an office the two groups of earlier versions, each with a member; return them."""
    office.writers.delete()
    office.translators.delete()
    OfficeGroup.objects.filter(site=office.site).delete()
    editors, approvers = office.editors, office.managers
    approvers.name = approvers.name.replace("managers", "approvers")
    approvers.save()
    for group in (editors, approvers):
        get_user_model().objects.create_user(group.name).groups.add(group)
    return editors, approvers


@pytest.fixture
def other(office) -> Office:
    return make_office(hostname="o.example", is_default=False, name_en="Other", name_cy="Arall")


def test_members_keep_their_rights_and_get_the_roles(office, other):
    before = {}
    for each in (office, other):
        for group in as_before(each):
            before[group] = rights(group)

    migration.give_roles(apps, None)

    for group, owned in before.items():
        group.refresh_from_db()
        assert rights(group) == owned
        assert group.user_set.count() == 1
    for each in (office, other):
        assert missing_parts(each.site) == []
        rows = {row.role: row.group for row in OfficeGroup.objects.filter(site=each.site)}
        assert rows[Role.EDITOR] == each.editors
        assert rows[Role.MANAGER] == each.managers
        name = each.site.site_name
        assert [rows[role].name for role in Role] == [
            f"{name}: {role}s" for role in ("writer", "translator", "editor", "manager")
        ]
        for step in WorkflowTask.objects.filter(workflow__workflow_pages__page=each.homes["en"]):
            assert list(step.task.specific.groups.all()) == [each.managers]


def test_the_groups_that_are_made_are_those_of_a_new_office(office, other):
    as_before(office)

    migration.give_roles(apps, None)

    def in_terms_of(each: Office, group: Group) -> set[tuple[object, ...]]:
        own = {
            **{home.pk: f"home {code}" for code, home in each.homes.items()},
        }
        kinds = (("page", own), ("site", {each.site.pk: "site"}))
        found: set[tuple[object, ...]] = set(group.permissions.values_list("codename"))
        for kind, names in kinds:
            rows = getattr(group, f"{kind}_permissions")
            found |= {
                (names[pk], name) for pk, name in rows.values_list(kind, "permission__codename")
            }
        files = group.collection_permissions.filter(collection=each.collection)
        return found | set(files.values_list("permission__codename"))

    for role in (Role.WRITER, Role.TRANSLATOR):
        made = OfficeGroup.objects.get(site=office.site, role=role).group
        assert in_terms_of(office, made) == in_terms_of(other, other.groups[role])


def test_groups_that_work_elsewhere_or_approve_nothing_get_no_role(office, other):
    for each in (office, other):
        as_before(each)
    root = Page.get_first_root_node()
    for group in (office.managers, other.editors):
        right = group.page_permissions.first()
        right.pk, right.page = None, root
        right.save()

    migration.give_roles(apps, None)

    assert list(OfficeGroup.objects.values_list("role", "group")) == [
        (Role.MANAGER, other.managers.pk)
    ]


def test_it_is_undone_by_giving_back_the_name(office):
    as_before(office)
    migration.give_roles(apps, None)

    migration.take_names_back(apps, None)

    office.managers.refresh_from_db()
    assert office.managers.name == "Mared Puw: approvers"

"""An approver manages the people and the redirects of the own office, and of no other."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from newsroom.editing.management.people_rights import assignable_groups, managed_people
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

User = get_user_model()


@pytest.fixture
def other(office):
    return make_office(hostname="other.example", is_default=False, name_en="Other", name_cy="Arall")


@pytest.fixture
def client(office):
    return log_in(office)


@pytest.fixture
def approver(client, office):
    return office.managers.user_set.get()


def person(*groups: Group, **fields) -> User:
    made = User.objects.create_user(**{"username": f"person-{User.objects.count()}", **fields})
    made.groups.add(*groups)
    return made


def form(*groups: Group, **changes) -> dict:
    return {
        "username": "elin",
        "first_name": "Elin",
        "last_name": "Rhys",
        "email": "elin@example.org",
        "language": "cy",
        "roles": [group.pk for group in groups],
        "is_active": "on",
        **changes,
    }


def test_an_approver_adds_a_person_who_is_invited_in_their_language(office, client, mailoutbox):
    answer = client.post(reverse("newsroom_people_add"), form(office.editors))

    assert answer.status_code == 302
    elin = User.objects.get(username="elin")
    assert list(elin.groups.all()) == [office.editors]
    assert elin.has_usable_password()
    assert UserProfile.get_for_user(elin).preferred_language == "cy"
    [message] = mailoutbox
    assert message.to == ["elin@example.org"]
    assert "Eich cyfrif" in message.subject
    assert "elin" in message.body
    assert "Dewiswch gyfrinair" in message.body
    client.post(reverse("wagtailadmin_password_reset"), {"email": "elin@example.org"})
    assert len(mailoutbox) == 2


def test_an_approver_changes_and_deactivates_people_of_the_office(office, client):
    editor = person(office.editors)
    listing = client.get(reverse("newsroom_people")).text
    assert editor.username in listing

    data = form(office.managers, username="ignored", is_active="")
    client.post(reverse("newsroom_person", args=[editor.pk]), data)

    editor.refresh_from_db()
    assert (editor.first_name, editor.is_active) == ("Elin", False)
    assert editor.username != "ignored"
    assert list(editor.groups.all()) == [office.managers]


def test_nobody_outside_the_office_is_managed(office, other, client, approver):
    stranger, both = person(other.editors), person(office.editors, other.editors)
    superuser = person(office.editors, is_superuser=True)
    powerful = person(office.editors)
    powerful.user_permissions.add(Permission.objects.get(codename="add_user"))
    colleague = person(office.editors)

    assert set(managed_people(approver)) == {approver, colleague}
    for somebody in (stranger, both, superuser, powerful):
        address = reverse("newsroom_person", args=[somebody.pk])
        assert client.get(address).status_code in (302, 404)
        client.post(address, form(office.editors))
        somebody.refresh_from_db()
        assert somebody.first_name == ""


def test_no_role_beyond_the_own_rights_is_given(office, other, client, approver):
    everywhere = Group.objects.create(name="everywhere")
    permission = Permission.objects.get(codename="change_page", content_type__model="page")
    stronger = Group.objects.create(name="stronger")
    stronger.permissions.add(Permission.objects.get(codename="add_user"))
    for group, page in ((everywhere, Page.get_first_root_node()), (stronger, office.homes["en"])):
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)

    assert assignable_groups(approver) == list(office.groups.values())
    for group in (everywhere, stronger, other.editors):
        answer = client.post(reverse("newsroom_people_add"), form(group))
        assert "roles" in answer.context["form"].errors
    assert not User.objects.filter(username="elin").exists()


def test_nobody_locks_themselves_out(client, approver, office):
    data = form(office.editors, is_active="")
    client.post(reverse("newsroom_person", args=[approver.pk]), data)

    approver.refresh_from_db()
    assert approver.first_name == "Elin"
    assert approver.is_active
    assert list(approver.groups.all()) == [office.managers]


def test_an_editor_and_an_operator_have_no_such_screen(office, admin_client):
    editor = log_in(office, name="editor", approves=False)
    for name in ("newsroom_people", "newsroom_people_add"):
        assert editor.get(reverse(name)).status_code == 302
        assert admin_client.get(reverse(name)).status_code == 302  # Wagtail's own has everybody
    assert reverse("newsroom_people") not in editor.get(reverse("wagtailadmin_home")).text


def test_an_approver_manages_redirects_of_the_own_site(office, other, client):
    theirs = Redirect.objects.create(old_path="/theirs", site=other.site, redirect_link="/x")
    everywhere = Redirect.objects.create(old_path="/everywhere", redirect_link="/x")
    page = make_statement(office)
    data = {"old_path": "/mine", "redirect_page": page.pk, "is_permanent": "on"}

    client.post(reverse("wagtailredirects:add"), {**data, "site": office.site.pk})

    mine = Redirect.objects.get(old_path="/mine")
    assert mine.site == office.site
    listing = client.get(reverse("wagtailredirects:index")).text
    assert "/mine" in listing
    assert "/theirs" not in listing
    assert "/everywhere" not in listing
    for site in ("", other.site.pk):
        answer = client.post(
            reverse("wagtailredirects:add"), {**data, "old_path": "/n", "site": site}
        )
        assert "site" in answer.context["form"].errors
    for row in (theirs, everywhere):
        for name in ("edit", "delete"):
            address = reverse(f"wagtailredirects:{name}", args=[row.pk])
            assert client.get(address).status_code == 302
            assert client.post(address, {}).status_code == 302
    assert Redirect.objects.count() == 3
    assert client.get(reverse("wagtailredirects:start_import")).status_code == 302
    client.post(reverse("wagtailredirects:delete", args=[mine.pk]))
    assert Redirect.objects.count() == 2


def test_an_editor_manages_no_redirects(office):
    editor = log_in(office, name="editor", approves=False)

    assert editor.get(reverse("wagtailredirects:index")).status_code == 302

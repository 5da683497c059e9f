"""A statement may be deleted by those who may delete it in Wagtail, and needs no query for that."""

import itertools

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import PagePermissionTester

from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db


def users(office):
    """Make an editor, an approver, one without rights here, an inactive one and an operator."""
    other = make_office(hostname="b.example", is_default=False, name_en="B")
    model = get_user_model()
    for name, group in {
        "editor": office.editors,
        "approver": office.managers,
        "stranger": other.managers,
    }.items():
        model.objects.create_user(username=name).groups.add(group)
    model.objects.create_user(username="former", is_active=False).groups.add(office.managers)
    model.objects.create_superuser(username="operator")
    return model.objects.order_by("pk")


def test_the_same_people_may_delete_it(office, language):
    everyone = users(office)
    pages = [
        make_statement(office, language=language, title=f"{live} {owner}", live=live, owner=owner)
        for live, owner in itertools.product([True, False], [None, *everyone])
    ]
    may = {
        (user.username, page.title): page.permissions_for_user(user).can_delete()
        for user in everyone
        for page in pages
    }
    wagtail = {
        (user.username, page.title): PagePermissionTester(user, page).can_delete()
        for user in everyone
        for page in pages
    }

    assert may == wagtail
    assert set(may.values()) == {True, False}


def test_it_needs_no_query_for_each_page(office, language, django_assert_num_queries):
    editor = get_user_model().objects.create_user(username="editor")
    editor.groups.add(office.editors)
    pages = [make_statement(office, language=language, title=f"{number}") for number in range(3)]
    pages[0].permissions_for_user(editor).can_delete()  # reads the user's permissions

    with django_assert_num_queries(0):
        assert not any(page.permissions_for_user(editor).can_delete() for page in pages)

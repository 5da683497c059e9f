"""Tests that translations always have the same restriction."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from newsroom.visibility import is_public
from tests.factories import make_statement

LOGIN = PageViewRestriction.LOGIN
GROUPS = PageViewRestriction.GROUPS
PASSWORD = PageViewRestriction.PASSWORD


@pytest.fixture
def pair(office, language):
    """A statement in `language` and its translation."""
    page = make_statement(office, language=language)
    translated = make_statement(office, language=other_language(language), translation_of=page)
    return page, translated


def restrict(page, restriction_type=LOGIN, **fields) -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=page, restriction_type=restriction_type, **fields
    )


def test_restricting_a_page_restricts_its_translation(pair, client):
    page, translated = pair

    restrict(page, PASSWORD, password="parod")

    copy = translated.view_restrictions.get()
    assert (copy.restriction_type, copy.password) == (PASSWORD, "parod")
    assert not is_public(translated)
    # Wagtail answers with the password form at the page's own address.
    assert b"Words of the statement" not in client.get(translated.url).content


def test_changing_a_restriction_changes_the_other(pair):
    page, translated = pair
    restriction = restrict(page)

    restriction.restriction_type, restriction.password = PASSWORD, "newydd"
    restriction.save()

    assert translated.view_restrictions.get().password == "newydd"


def test_removing_a_restriction_removes_the_other(pair):
    page, translated = pair
    restrict(page)

    translated.view_restrictions.get().delete()

    assert is_public(page)
    assert is_public(translated)


def test_the_same_groups_may_read_both(pair):
    page, translated = pair
    readers, others = Group.objects.create(name="readers"), Group.objects.create(name="others")
    restriction = restrict(page, GROUPS)

    restriction.groups.add(readers, others)
    restriction.groups.remove(others)

    assert list(translated.view_restrictions.get().groups.all()) == [readers]


def test_a_section_is_restricted_in_both_languages(office, pair, language):
    restrict(office.indexes[language])

    assert not ArticlePage.objects.public_now().exists()


def test_a_new_translation_of_a_private_page_is_private(office, language):
    page = make_statement(office, language=language)
    restriction = restrict(page, GROUPS)
    readers = Group.objects.create(name="readers")
    restriction.groups.add(readers)

    translated = page.copy_for_translation(office.indexes[other_language(language)].locale)

    assert list(translated.view_restrictions.get().groups.all()) == [readers]


def test_deleting_a_private_page_keeps_the_other_restriction(pair):
    page, translated = pair
    restrict(page)

    ArticlePage.objects.get(pk=page.pk).delete()

    assert translated.view_restrictions.exists()


def test_an_alias_has_one_restriction(office):
    page = make_statement(office)
    restrict(page)

    alias = page.create_alias(
        parent=office.indexes["cy"],
        update_locale=office.indexes["cy"].locale,
        reset_translation_key=False,
    )
    page.view_restrictions.get().delete()

    assert not alias.view_restrictions.exists()

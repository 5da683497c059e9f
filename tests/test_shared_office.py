"""Tests of the shared office: no test sees what another one changed in it."""

import pytest
from wagtail.models import Page

from home.models import HomePage, OfficeSettings
from tests.factories import make_statement
from tests.shared_office import SharedOffice


@pytest.mark.parametrize("run", ["first", "second"])
def test_each_test_finds_an_unchanged_office(office, run):
    assert office.site.site_name == "Mared Puw"
    assert office.homes["cy"].get_children().count() == 1
    assert office.indexes["en"].get_children().count() == 0
    make_statement(office)
    office.site.site_name = "Somebody else"
    office.site.save()
    office.homes["cy"].delete()
    office.categories["en"].clear()


@pytest.mark.parametrize("run", ["first", "second"])
def test_a_test_without_the_fixture_finds_no_office(db, run):
    assert not HomePage.objects.exists()
    assert not OfficeSettings.objects.exists()


@pytest.mark.parametrize("run", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_only_its_own_office(office, run):
    assert HomePage.objects.count() == 2


def test_the_office_is_created_once_and_removed(db):
    created = []

    def make() -> list[str]:
        created.append(Page.get_first_root_node().add_child(instance=Page(title="Here")))
        return ["unchanged"]

    shared = SharedOffice(make)
    shared.create()
    shared.copy()[0].append("changed")
    shared.create()
    assert shared.copy() == (["unchanged"], None)
    assert len(created) == 1
    shared.remove()
    shared.remove()
    assert not Page.objects.filter(title="Here").exists()


def test_content_belongs_to_the_tests_that_ask_for_it(db):
    def add_content(office: list[str]) -> str:
        office.append("with content")
        return "content"

    shared = SharedOffice(lambda: ["office"])
    shared.create(add_content)
    assert shared.copy(add_content) == (["office", "with content"], "content")
    shared.create()
    assert shared.copy() == (["office"], None)
    shared.remove()
    assert shared.copy(add_content) == (["office", "with content"], "content")

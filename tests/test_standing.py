"""Does the office that stands around many tests stay what it was, and stay away from the others?"""

import pytest
from wagtail.models import Page

from home.models import HomePage, OfficeSettings
from tests.factories import make_statement
from tests.standing import Standing


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_finds_it_untouched(office, turn):
    assert office.site.site_name == "Mared Puw"
    assert office.homes["cy"].get_children().count() == 1
    assert office.indexes["en"].get_children().count() == 0
    make_statement(office)
    office.site.site_name = "Somebody else"
    office.site.save()
    office.homes["cy"].delete()
    office.categories["en"].clear()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_another_test_finds_none(db, turn):
    assert not HomePage.objects.exists()
    assert not OfficeSettings.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_what_it_made_itself(office):
    assert HomePage.objects.count() == 2


def test_what_stands_is_made_once_and_taken_back(db):
    made = []

    def make() -> list[str]:
        made.append(Page.get_first_root_node().add_child(instance=Page(title="Here")))
        return ["unchanged"]

    standing = Standing(make)
    standing.stand()
    standing.copy().append("changed")
    standing.stand()
    assert standing.copy() == ["unchanged"]
    assert len(made) == 1
    standing.fall()
    standing.fall()
    assert not Page.objects.filter(title="Here").exists()

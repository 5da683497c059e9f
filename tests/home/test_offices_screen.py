"""The operator's screens: a new office, and the completion of one that was made by hand."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from home.models import HomePage, OfficeSettings, StandardPage
from home.offices.completion import missing_parts
from newsroom.models import NewsIndexPage
from tests.factories import make_office
from tests.newsroom.editors import log_in

FORM = {
    "hostname": "new.example",
    "port": "443",
    "preset": "senedd",
    "name_en": "Elin Rhys",
    "name_cy": "Elin Rhys",
    "email": "office@new.example",
}


def test_a_new_office_has_everything(admin_client, office):
    answer = admin_client.post(reverse("home_new_office"), FORM)

    assert answer.url == reverse("home_offices")
    site = Site.objects.get(hostname="new.example")
    assert missing_parts(site) == []
    assert OfficeSettings.objects.get(site=site).imprint_cy
    assert StandardPage.objects.descendant_of(site.root_page).count() == 4
    assert not site.is_default_site


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"preset": ""}, "imprint_cy"),
        ({"hostname": ""}, "hostname"),
        ({"hostname": "localhost", "port": "80"}, "__all__"),
        ({"name_cy": ""}, "name_cy"),
    ],
)
def test_an_incomplete_form_says_what_is_missing(admin_client, office, changes, field):
    answer = admin_client.post(reverse("home_new_office"), {**FORM, **changes})

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Site.objects.count() == 1


@pytest.fixture
def by_hand(office) -> Site:
    """A site with a home page in one language, as Wagtail's own screens make it."""
    home = Page.get_first_root_node().add_child(
        instance=HomePage(
            title="By hand", slug="by-hand", locale=Locale.objects.get(language_code="en")
        )
    )
    return Site.objects.create(hostname="hand.example", site_name="By hand", root_page=home)


def test_what_a_hand_made_office_lacks_is_named_and_made(admin_client, by_hand):
    listing = admin_client.get(reverse("home_offices")).text
    assert "Complete By hand" in listing
    parts = [each.part for each in missing_parts(by_hand)]
    assert parts == [
        *("homes", "indexes", "navigation", "categories", "groups", "workflow", "settings"),
    ]

    admin_client.post(reverse("home_complete_office", args=[by_hand.pk]))
    admin_client.post(reverse("home_complete_office", args=[by_hand.pk]))

    assert [each.part for each in missing_parts(by_hand)] == ["settings"]
    homes = HomePage.objects.filter(translation_key=by_hand.root_page.translation_key)
    assert homes.count() == 2
    assert all(NewsIndexPage.objects.child_of(home).count() == 1 for home in homes)
    listing = admin_client.get(reverse("home_offices")).text
    assert "Complete By hand" not in listing
    assert "Write the settings of By hand" in listing


def test_a_complete_office_lacks_nothing(office, admin_client):
    assert missing_parts(office.site) == []
    other = make_office(hostname="o.example", is_default=False, name_en="Other", name_cy="Arall")
    assert missing_parts(other.site) == []


def test_only_operators_have_these_screens(office, by_hand):
    approver = log_in(office)

    assert approver.get(reverse("home_offices")).status_code == 302
    assert approver.get(reverse("home_new_office")).status_code == 302
    answer = approver.post(reverse("home_complete_office", args=[by_hand.pk]))
    assert answer.status_code == 302
    assert missing_parts(by_hand)

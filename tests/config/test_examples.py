"""The page of examples exists only where `SHOW_EXAMPLES` is set."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import make_image, make_statement

pytestmark = pytest.mark.any_database("renders example content that is not stored")


def test_it_shows_every_state_with_and_without_pictures(office, client, language):
    with translation.override(language):
        address = reverse("examples")
    assert client.get(address).status_code == 200
    for size in ((1200, 800), (600, 900)):
        make_statement(office, lead_image=make_image(size=size))
    make_image(title="Not published")

    html = client.get(address).text

    assert "part-gallery" in html
    assert "Not published" not in html
    assert "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" in html


def test_it_is_not_found_without_the_setting(office, client, settings):
    settings.SHOW_EXAMPLES = False

    assert client.get("/examples/").status_code == 404

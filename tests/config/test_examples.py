"""Is the page of examples there for those who change the look, and for nobody else?"""

from django.urls import reverse
from django.utils import translation

from tests.factories import make_image


def test_it_shows_every_state_with_and_without_pictures(office, client, language):
    with translation.override(language):
        address = reverse("examples")
    assert client.get(address).status_code == 200
    make_image(), make_image(size=(600, 900))

    html = client.get(address).text

    assert "part-gallery" in html
    assert "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" in html


def test_readers_never_meet_it(office, client, settings):
    settings.SHOW_EXAMPLES = False

    assert client.get("/examples/").status_code == 404

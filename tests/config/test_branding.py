"""Lectern's name and logo for readers and editors."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.any_database("shows files and names that no query selects")


def test_the_favicon_has_its_own_address(office, client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    file = finders.find(response["Location"].removeprefix("/static/"))
    with Image.open(file) as picture:
        assert {(16, 16), (32, 32), (48, 48)} <= picture.info["sizes"]


@pytest.mark.parametrize("name", ["icon.svg", "wordmark.svg"])
def test_the_logos_are_small_and_load_nothing(name):
    with open(finders.find(f"lectern/{name}")) as file:
        text = file.read()

    assert len(text) < 8_000
    assert "href" not in text
    assert "<script" not in text


def test_the_log_in_page_has_the_name(office, client):
    page = client.get(reverse("wagtailadmin_login")).content.decode()

    assert "Sign in to Lectern" in page
    assert 'aria-label="Lectern"' in page
    assert "lectern/icon.svg" in page
    assert "Sign in to Wagtail" not in page


def test_the_admin_shows_the_logo(office, admin_client, language):
    user = get_user_model().objects.get()
    UserProfile.objects.create(user=user, preferred_language=language)

    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()

    sidebar = page.partition("data-wagtail-sidebar-branding-logo>")[2].partition("</template>")[0]
    assert "lectern/icon.svg" in sidebar
    assert "Lectern</title>" in page
    assert "wagtailadmin/images/favicon.ico" not in page

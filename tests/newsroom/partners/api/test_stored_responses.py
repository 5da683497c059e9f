"""Stored responses of the API: one query and the count of the limit, until something changes."""

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from newsroom.caching.page_store import page_store
from newsroom.media.renditions import prepare_pending
from tests.factories import make_image, make_statement
from tests.newsroom.partners.api.conftest import make_key

ENDPOINTS = ["sites/", "statements/", "statements/?fields=*", "categories/", "pages/", "routes/"]
ENDPOINTS += ["navigation/", "redirects/"]


@pytest.fixture(autouse=True)
def _enabled(settings):
    settings.PAGE_CACHE_BYTES = 10_000_000


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_stored_response_equals_the_rendered_one(
    ask, office, endpoint, django_assert_max_num_queries
):
    # Within one second: Last-Modified is rounded up when that of the change has passed.
    with time_machine.travel(timezone.now(), tick=False):
        make_statement(office)
        first = ask(endpoint)
        with django_assert_max_num_queries(2):
            again = ask(endpoint)
        assert (again.status, again.text) == (200, first.text)
        with override_settings(PAGE_CACHE_BYTES=0):
            page_store.clear()
            rendered = ask(endpoint)
    different = {"RateLimit", "Content-Length"}
    assert {name: value for name, value in again.headers.items() if name not in different} == {
        name: value for name, value in rendered.headers.items() if name not in different
    }


def test_a_change_shows_at_once(ask, office):
    page = make_statement(office, title="Before", publish=True)
    assert ask("statements/").document["items"][0]["title"] == "Before"
    page.title = "After"
    page.save_revision().publish()
    assert ask("statements/").document["items"][0]["title"] == "After"
    page.unpublish()
    assert ask("statements/").document["items"] == []


def test_a_key_gets_its_own_limit_with_the_stored_response(ask, office):
    make_statement(office)
    ask("statements/")
    _, token = make_key(office, limit_per_minute=5)
    headers = {"Authorization": f"Bearer {token}"}
    limits = [ask("statements/", headers=headers).headers["RateLimit"] for _ in range(2)]
    assert "partner" in limits[0]
    assert ask("statements/", headers={"Authorization": "Bearer wrong"}).status == 401


def test_an_original_picture_is_never_named(ask, office):
    page = make_statement(office, publish=True, lead_image=make_image(), lead_image_alt="A harbour")
    address = f"statements/{page.pk}/"
    assert ask(address).document["image"] is None
    prepare_pending()
    picture = ask(address).document["image"]
    assert "/images/" in picture["url"]
    assert "original_images" not in ask(address).text

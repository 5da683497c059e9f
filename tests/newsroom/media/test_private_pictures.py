"""Pictures are private until a public page shows them, and again when none does."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import OfficeSettings
from newsroom.models import ArticlePage, FrontEnd, NewsroomImage
from newsroom.publishing import draft_links
from newsroom.publishing.embargo_links import make_link, revoke_link, token_for
from newsroom.publishing.embargoes import set_embargo
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.editors import log_in
from tests.newsroom.partners.api.conftest import token_in

HOUR = datetime.timedelta(hours=1)
SIZE = "width-320|format-jpeg|jpegquality-80"


@pytest.fixture
def image(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    caches["renditions"].clear()
    image = make_image(size=(60, 40))
    NewsroomImage.objects.filter(pk=image.pk).update(collection=office.collection)
    image.refresh_from_db()
    image.get_rendition(SIZE)
    return image


@pytest.fixture
def page(office, image, language):
    page = make_statement(
        office, language=language, live=False, lead_image=image, lead_image_alt="A bridge"
    )
    page.save()
    return page


def status(image, client=None, **parameters) -> int:
    """Return the status of original and size, which is one, after looking at their headers."""
    client = client or Client()
    found = set()
    for name in (image.file.name, image.renditions.get().file.name):
        response = client.get(f"/media/{name}", parameters)
        asked = client.get(f"/media-access/media/{name}", parameters)
        found.add(response.status_code)
        assert asked.status_code == {200: 204, 404: 403}[response.status_code]
        is_public = "public" in response["Cache-Control"]
        assert is_public is ("public" in asked["Cache-Control"])
        if not is_public:
            assert "no-store" in response["Cache-Control"]
            assert "no-store" in asked["Cache-Control"]
        if response.status_code == 200:
            assert ("no-store" in asked["X-Picture-Cache-Control"]) is not is_public
            assert read(response)
        else:
            assert response.content == b""
    (code,) = found
    return code


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def is_public(image) -> bool:
    return status(image) == 200


def test_an_upload_is_for_the_editors_of_its_office_only(office, image):
    assert not is_public(image)
    assert status(image, log_in(office, approves=False)) == 200
    other = make_office(
        hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall"
    )
    assert status(image, log_in(other, name="stranger")) == 404


def test_a_picture_is_as_public_as_the_pages_that_show_it(image, page):
    page.save_revision()
    assert not is_public(image)
    page.save_revision().publish()
    assert is_public(image)
    page = ArticlePage.objects.get(pk=page.pk)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not is_public(image)
    reader = Client()
    reader.force_login(get_user_model().objects.create_user(username="reader"))
    assert status(image, reader) == 200
    restriction.delete()
    page.expire_at = timezone.now() + HOUR
    page.save_revision().publish()
    assert is_public(image)
    with time_machine.travel(timezone.now() + 2 * HOUR):  # without the worker
        assert not is_public(image)
    page.unpublish()
    assert not is_public(image)


def test_a_scheduled_picture_is_public_when_the_worker_has_published(image, page):
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()
    assert not is_public(image)
    with time_machine.travel(timezone.now() + 2 * HOUR):
        run_schedule()
        assert is_public(image)


def test_an_embargo_hides_pictures_and_a_journalist_s_link_shows_them(office, image, page):
    user = get_user_model().objects.create_user(username="embargo")
    user.groups.add(office.managers)
    set_embargo(page, until=timezone.now() + HOUR, user=user)
    page.save_revision().publish()
    other = make_image(size=(60, 40))
    other.get_rendition(SIZE)

    assert not is_public(image)
    expires = timezone.now() + HOUR / 2
    link = make_link(page, name="Gwen", email="", expires_at=expires, user=user)
    client = Client()
    below = f"/embargo/{token_for(link)}/"  # another one in each second
    response = client.get(below)
    assert response.status_code == 200
    text = response.content.decode()
    assert 'src="/media/' not in text
    addresses = set(re.findall(rf"{below}media/images/[\w./-]+", text))
    assert addresses
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert read(response)
    assert client.get(f"{below}media/{other.renditions.get().file.name}").status_code == 404
    assert client.get(f"{below}media/{image.file.name}").status_code == 404
    revoke_link(link, user=user)
    assert {client.get(address).status_code for address in addresses} == {404}
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert is_public(image)


def test_one_public_page_of_several_is_enough(office, image, page, language):
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    second = make_statement(office, language=language, live=False)
    second.body = [("figure", {"image": image, "caption": "", "credit": ""})]
    second.save()
    second.save_revision().publish()
    page.unpublish()
    assert is_public(image)
    second = ArticlePage.objects.get(pk=second.pk)
    second.body = [("paragraph", "<p>Words</p>")]
    revision = second.save_revision()
    assert is_public(image)
    revision.publish()
    assert not is_public(image)


def test_a_draft_of_a_public_page_makes_no_picture_public(office, image, language):
    page = make_statement(office, language=language, live=False)
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    page.lead_image, page.lead_image_alt = image, "A bridge"
    revision = page.save_revision()
    assert not is_public(image)
    revision.publish()
    assert is_public(image)
    ArticlePage.objects.get(pk=page.pk).delete()
    assert not is_public(image)


def test_a_logo_is_public(office, image):
    office_settings = OfficeSettings.objects.get(site=office.site)
    office_settings.logo = image
    office_settings.save()
    assert is_public(image)
    office_settings.logo = None
    office_settings.save()
    assert not is_public(image)


def test_an_earlier_version_shows_only_pictures_that_are_still_public(
    office, image, page, language
):
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    page.title, page.lead_image = "A title of its own", None
    page.save_revision().publish()
    assert not is_public(image)
    text = Client().get(f"{page.full_url}").content.decode()
    version = re.search(r"/s/[\w-]+", text)[0] + f"/{language}/v/1/"
    response = Client().get(version)
    assert response.status_code == 200
    assert "/media/" not in response.content.decode()


def test_a_link_to_a_draft_has_addresses_that_show_its_pictures(office, image, page):
    FrontEnd.objects.create(site=office.site, preview_address="https://front.example.wales/draft")
    editor = get_user_model().objects.create_user(username="nia")
    editor.groups.add(office.editors)
    page.save_revision()
    token = token_in(draft_links.create_link(page, user=editor).url)
    client = Client()

    document = client.get("/api/v1/preview/", {"token": token}).json()

    address = document["image"]["url"].removeprefix("http://localhost")
    assert address.endswith(f"?draft={token}")
    assert status(image, draft=token) == 200
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-store"
    assert read(response)
    assert status(image, draft=f"{token}x") == 404
    other = make_image(size=(60, 40))
    other.get_rendition(SIZE)
    assert status(other, draft=token) == 404


def test_a_public_picture_costs_one_query_until_something_changes(
    image, page, django_assert_num_queries
):
    from django.db import connection

    page.save_revision().publish()
    client = Client()
    address = f"/media/{image.renditions.get().file.name}"
    with CaptureQueriesContext(connection) as first:
        read(client.get(address))
    assert len(first) <= 12
    with django_assert_num_queries(1):
        read(client.get(address))

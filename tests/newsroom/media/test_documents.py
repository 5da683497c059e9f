"""Documents are private until a public page refers to them, and again when none does."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.models import ArticlePage, NewsroomDocument
from newsroom.publishing.embargoes import set_embargo
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def document(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return NewsroomDocument.objects.create(
        title="Budget", file=ContentFile(b"Budget", name="budget.txt"), collection=office.collection
    )


@pytest.fixture
def page(office, document):
    page = make_statement(office, language="cy", live=False)
    page.body = [("document", {"document": document, "title": ""})]
    page.save()
    return page


def status(client, document) -> int:
    response = client.get(document.url)
    is_private = "no-store" in response["Cache-Control"]
    assert is_private is (response.status_code == 404)
    return response.status_code


def test_an_upload_is_for_the_editors_of_its_office_only(client, office, document):
    assert status(client, document) == 404
    response = log_in(office, approves=False).get(document.url)
    assert response.status_code == 200
    assert b"".join(response) == b"Budget"
    assert "no-store" in response["Cache-Control"]
    other = make_office(
        hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall"
    )
    assert log_in(other, name="stranger").get(document.url).status_code == 404


def test_a_document_is_as_public_as_the_pages_that_refer_to_it(client, document, page):
    page.save_revision()
    assert status(client, document) == 404
    page.save_revision().publish()
    assert status(client, document) == 200
    page = ArticlePage.objects.get(pk=page.pk)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert status(client, document) == 404
    reader = Client()
    reader.force_login(get_user_model().objects.create_user(username="reader"))
    assert "no-store" in reader.get(document.url)["Cache-Control"]
    assert reader.get(document.url).status_code == 200
    restriction.delete()
    assert status(client, document) == 200
    page.expire_at = timezone.now() + HOUR
    page.save_revision().publish()
    with time_machine.travel(timezone.now() + 2 * HOUR):  # without the worker
        assert status(client, document) == 404
    page.unpublish()
    assert status(client, document) == 404


def test_a_document_is_private_until_the_embargo_of_its_page_ends(client, office, document, page):
    user = get_user_model().objects.create_user(username="embargo")
    user.groups.add(office.managers)
    set_embargo(page, until=timezone.now() + HOUR, user=user)
    page.save_revision().publish()

    assert status(client, document) == 404
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert status(client, document) == 200


def test_a_document_that_a_later_version_drops_is_private_again(client, document, page):
    page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    page.body = []
    revision = page.save_revision()
    assert status(client, document) == 200
    revision.publish()
    assert status(client, document) == 404

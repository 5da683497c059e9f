"""The view of uploaded pictures serves nothing else."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from config.http.caching import forget_next_due
from tests import factories


@pytest.fixture
def picture(office):
    """A picture that a public statement shows."""
    picture = factories.make_image(size=(60, 40))
    factories.make_statement(office, lead_image=picture, lead_image_alt="A bridge", publish=True)
    return picture


def read(response) -> bytes:
    """Return the body of a streamed response."""
    return b"".join(response.streaming_content)


def test_a_picture_is_kept_by_browsers_for_an_hour_and_by_others_for_a_minute(picture, client):
    response = client.get(picture.file.url)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert read(response).startswith(b"\xff\xd8")


def test_other_caches_ask_again_when_something_is_due(picture, office, client):
    due = timezone.now() + datetime.timedelta(seconds=30)
    page = factories.make_statement(office, title="Later", live=False)
    page.go_live_at = due
    page.save_revision(approved_go_live_at=due)
    forget_next_due()
    control = client.get(picture.file.url)["Cache-Control"]
    forget_next_due()
    assert 25 <= int(control.partition("s-maxage=")[2]) <= 30


def test_an_unchanged_picture_is_not_sent_again(picture, client):
    first = client.get(picture.file.url)
    second = client.get(picture.file.url, headers={"if-modified-since": first["Last-Modified"]})
    assert second.status_code == 304


@pytest.mark.parametrize("folder", ["", "images", "images/", "original_images/", "documents/"])
def test_no_folder_is_listed(picture, client, folder):
    assert client.get(f"/media/{folder}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "documents/embargoed.pdf",
        "images/../documents/embargoed.pdf",
        "images/%2e%2e/documents/embargoed.pdf",
        "images//../documents/embargoed.pdf",
        "images/./../documents/embargoed.pdf",
    ],
)
def test_documents_are_not_served(picture, client, path):
    name = default_storage.save("documents/embargoed.pdf", ContentFile(b"%PDF-1.7 secret"))
    try:
        assert client.get(f"/media/{path}").status_code == 404
    finally:
        default_storage.delete(name)


@pytest.mark.parametrize("path", ["images/../../lectern.sqlite3", "images/../../../etc/passwd"])
def test_paths_outside_the_folder_are_not_found(client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_a_name_that_is_too_long_is_not_found(picture, client):
    assert client.get(f"{picture.file.url}{'a' * 300}").status_code == 404


def test_only_safe_methods_are_allowed(picture, client):
    assert client.post(picture.file.url).status_code == 405

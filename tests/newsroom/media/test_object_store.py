"""Uploads in an S3-compatible store: a real server, in front of which only Lectern stands."""

import io
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from config.environment import media_storage
from newsroom.media import renditions
from newsroom.media.object_store import ObjectStoreError, PrivateS3Storage
from newsroom.models import NewsroomDocument, NewsroomImage
from tests import factories, machine
from tests.elasticsearch_node.node import NodeMissingError
from tests.object_store import server as object_store
from tests.object_store.server import BUCKET, ObjectStore

pytestmark = pytest.mark.any_database("the storage of uploads makes no queries")


@pytest.fixture(scope="module")
def running_store() -> Iterator[ObjectStore]:
    """One server for the module."""
    try:
        with object_store.running() as store:
            yield store
    except NodeMissingError as error:
        machine.require("object store", reason=str(error))


@pytest.fixture
def store(running_store, monkeypatch, settings) -> ObjectStore:
    """The server, in which this installation stores its uploads."""
    monkeypatch.setenv("MEDIA_STORAGE_URL", running_store.media_storage_url)
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    return running_store


@pytest.fixture
def stopped(store) -> Iterator[ObjectStore]:
    """The server while it is away."""
    store.stop()
    yield store
    store.start()


def anonymous_status(store: ObjectStore, name: str) -> int:
    """Return what the store itself answers to anyone."""
    try:
        address = f"{store.endpoint}/{BUCKET}/{name}"
        with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310  (our own address)
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def photograph() -> bytes:
    """Return a JPEG with the camera's data, as a telephone makes it."""
    data = Image.Exif()
    data[0x010F] = "A telephone"  # Make
    data.get_ifd(0x8825)[2] = (51.0, 27.0, 43.0)  # GPSLatitude
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "JPEG", exif=data)
    return file.getvalue()


def content(response) -> bytes:
    """Return the body of a streamed response."""
    return b"".join(response.streaming_content)


def test_files_are_stored_below_the_folder_and_read_back(store):
    name = default_storage.save("images/a/tŷ.txt", ContentFile(b"Cymraeg"))

    assert f"lectern/{name}" in store.names()
    assert default_storage.exists(name)
    assert default_storage.size(name) == 7
    assert default_storage.open(name).read() == b"Cymraeg"
    assert name in set(storages["default"].names())
    default_storage.delete(name)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def test_a_second_file_of_the_same_name_gets_another_one(store):
    first = default_storage.save("documents/agenda.pdf", ContentFile(b"one"))
    second = default_storage.save("documents/agenda.pdf", ContentFile(b"two"))

    assert first != second
    assert default_storage.open(first).read() == b"one"


@pytest.mark.django_db
def test_a_picture_is_served_by_lectern_only(store, office, client):
    image = factories.make_image()
    assert client.get(image.file.url).status_code == 404
    factories.make_statement(office, lead_image=image, lead_image_alt="A bridge", publish=True)

    assert image.file.url == f"/media/{image.file.name}"
    assert anonymous_status(store, f"lectern/{image.file.name}") == 403
    response = client.get(image.file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    body = content(response)
    assert body.startswith(b"\xff\xd8")
    assert response["Content-Length"] == str(len(body))
    unchanged = client.get(image.file.url, headers={"if-modified-since": response["Last-Modified"]})
    assert unchanged.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["images/none.jpg", "images/", "images/../documents/secret.pdf", "documents/secret.pdf"]
)
def test_nothing_else_is_served_as_a_picture(store, client, path):
    default_storage.save("documents/secret.pdf", ContentFile(b"%PDF-1.7 secret"))

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_a_document_is_streamed_after_the_checks_and_never_redirected(store, client):
    document = NewsroomDocument(title="Agenda")
    document.file.save("agenda.pdf", ContentFile(b"%PDF-1.7 words"))
    client.force_login(get_user_model().objects.create_superuser(username="editor"))

    response = client.get(document.url)

    assert response.status_code == 200
    assert content(response) == b"%PDF-1.7 words"
    assert response["Content-Length"] == "14"
    assert "Location" not in response
    assert anonymous_status(store, f"lectern/{document.file.name}") == 403


@pytest.mark.django_db
def test_a_restricted_document_is_not_given_to_anyone(store, client):
    collection = Collection.get_first_root_node().add_child(name="Embargoed")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    document = NewsroomDocument(title="Embargoed", collection=collection)
    document.file.save("embargoed.pdf", ContentFile(b"%PDF-1.7 secret"))

    response = client.get(document.url)

    assert response.status_code == 302
    assert response["Location"].startswith("/_util/login/")
    assert client.get(document.file.url).status_code == 404


@pytest.mark.django_db
def test_renditions_are_stored_there_without_the_camera_s_data(store):
    file = ContentFile(photograph(), name="bridge.jpg")
    image = NewsroomImage.objects.create(title="Bridge", file=file)

    assert renditions.prepare_image(image) > 3

    for rendition in image.renditions.all():
        assert f"lectern/{rendition.file.name}" in store.names()
        with Image.open(default_storage.open(rendition.file.name)) as made:
            assert not made.getexif(), rendition.filter_spec


@pytest.mark.django_db
def test_a_picture_deleted_in_the_admin_leaves_the_store(store, django_capture_on_commit_callbacks):
    image = factories.make_image()
    name = f"lectern/{image.file.name}"
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert name not in store.names()


def test_the_size_of_a_picture_is_asked_once_and_of_a_document_each_time(store):
    picture = default_storage.save("images/token/a.jpg", ContentFile(b"1234"))
    document = default_storage.save("documents/a.pdf", ContentFile(b"1234"))
    assert (default_storage.size(picture), default_storage.size(document)) == (4, 4)
    store.stop()
    try:
        assert default_storage.size(picture) == 4
        with pytest.raises(ObjectStoreError):
            default_storage.size(document)
    finally:
        store.start()
        cache.clear()


@pytest.mark.django_db
@pytest.mark.faults
def test_a_feed_goes_on_without_the_size_of_a_picture(office, store, client):
    statement = factories.make_statement(office, title="With a picture")
    statement.lead_image = factories.make_image()
    statement.lead_image_alt = "A bridge"
    statement.save_revision().publish()
    renditions.prepare(statement)
    cache.clear()
    store.stop()
    try:
        response = client.get("/news/rss.xml")
        assert response.status_code == 200
        assert b"With a picture" in response.content
    finally:
        store.start()
        cache.clear()


@pytest.mark.django_db
def test_a_store_that_is_away_is_503_for_a_picture_and_not_cached(store, office, client):
    image = factories.make_image()
    factories.make_statement(office, lead_image=image, lead_image_alt="A bridge", publish=True)
    store.stop()
    try:
        response = client.get(image.file.url)
    finally:
        store.start()

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_store_that_is_away_fails_uploads_as_a_full_disk_would(stopped):
    with pytest.raises(OSError, match="object store"):
        default_storage.save("documents/a.pdf", ContentFile(b"words"))
    with pytest.raises(ObjectStoreError):
        storages["default"].check()


def test_a_wrong_key_is_refused(store, monkeypatch):
    monkeypatch.setenv("MEDIA_STORAGE_URL", store.media_storage_url.replace("tests-key", "other"))
    options = media_storage()["OPTIONS"]

    with pytest.raises(ObjectStoreError):
        PrivateS3Storage(**options).check()

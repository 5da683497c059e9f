"""No exit holds the camera's data of a picture, whatever its format and road of upload."""

import io
import json
import re

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from home.models import OfficeSettings
from newsroom.media.camera_data_removal import remove_pending
from newsroom.media.renditions import prepare_image
from newsroom.models import NewsroomImage
from newsroom.models.media import file_hash
from tests.factories import make_image, make_statement
from tests.newsroom.editors import log_in
from tests.photographs import EXTENSIONS, WITH_ORIENTATION, mark_in, photograph, pixels

SIZE = "width-320|format-jpeg|jpegquality-80"


@pytest.fixture(autouse=True)
def _own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    caches["renditions"].clear()


@pytest.fixture
def editor(office):
    return log_in(office)


def stored_files(folder) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def uploaded(extension: str) -> SimpleUploadedFile:
    picture = photograph(extension)
    return SimpleUploadedFile(picture.name, picture.content)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_no_exit_holds_the_camera_s_data(office, editor, client, tmp_path, extension):
    original = photograph(extension).content
    response = editor.post(
        reverse("wagtailimages:add"),
        {"title": "Bridge", "file": uploaded(extension), "collection": office.collection.pk},
    )
    assert response.status_code == 302, response.content
    image = NewsroomImage.objects.get(title="Bridge")
    for spec in ("max-165x165", "original", "max-640x160"):  # of the admin, and the logo's
        image.get_rendition(spec)
    prepare_image(image)
    page = make_statement(office, lead_image=image, lead_image_alt="A bridge")
    page.body = [("figure", {"image": image, "caption": "", "credit": ""})]
    page.save_revision().publish()

    files = stored_files(tmp_path)
    assert len(files) > 3
    assert not [name for name, content in files.items() if mark_in(content)]
    stored = default_storage.open(image.file.name).read()
    assert pixels(stored) == pixels(original)
    assert image.file_hash == file_hash(stored)
    assert image.file_size == len(stored)
    assert image.camera_data_removed
    with Image.open(io.BytesIO(stored)) as opened:
        assert len(opened.getexif()) <= (1 if extension in WITH_ORIENTATION else 0)
    addresses = set()
    for path in (
        page.url, "/", "/news/", "/news/rss.xml", "/news/atom.xml", "/news/feed.json",
        "/api/v1/statements/", f"/api/v1/statements/{page.pk}/",
        f"/oembed?url=http://localhost{page.url}",
    ):  # fmt: skip
        text = client.get(path).content.decode()
        addresses |= set(re.findall(r"/media/[\w./-]+", text))
    assert len(addresses) > 2
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response.streaming_content)
        assert not mark_in(content), address
        with Image.open(io.BytesIO(content)) as opened:
            assert not opened.getexif().get_ifd(0x8825), address


def test_a_turned_picture_is_shown_upright(office):
    image = NewsroomImage.objects.create(title="Turned", file=uploaded("jpg"))
    rendition = image.get_rendition("width-320|format-jpeg")
    assert rendition.width < rendition.height  # the file itself lies on its side


def test_choosers_several_files_and_replacements_clean_too(office, editor, tmp_path):
    chooser = editor.post(
        reverse("wagtailimages_chooser:create"),
        {
            "image-chooser-upload-title": "Chosen",
            "image-chooser-upload-file": uploaded("png"),
            "image-chooser-upload-collection": office.collection.pk,
        },
    )
    assert json.loads(chooser.content)["step"] == "chosen"
    several = editor.post(
        reverse("wagtailimages:add_multiple"),
        {
            "title": "One of several",
            "files[]": uploaded("webp"),
            "collection": office.collection.pk,
        },
    )
    assert json.loads(several.content)["success"]
    image = NewsroomImage.objects.get(title="Chosen")
    replaced = editor.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Chosen", "file": uploaded("jpg"), "collection": office.collection.pk},
    )
    assert replaced.status_code == 302
    image.refresh_from_db()
    assert image.file.name.endswith(".jpg")
    # Wagtail asks for missing fields of a file of several in a second step.
    title = "x" * 300
    second = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": title, "files[]": uploaded("jpg"), "collection": office.collection.pk},
    )
    number = json.loads(second.content)["uploaded_file_id"]
    finished = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {
            f"uploaded-image-{number}-title": "In two steps",
            f"uploaded-image-{number}-collection": office.collection.pk,
        },
    )
    assert json.loads(finished.content)["success"]

    assert NewsroomImage.objects.filter(title="In two steps").exists()
    assert not NewsroomImage.objects.filter(camera_data_removed=False).exists()
    pictures = tmp_path / "original_images"
    assert not [name for name, content in stored_files(pictures).items() if mark_in(content)]


def stored_before(extension: str) -> NewsroomImage:
    """Return a picture as an earlier version of Lectern has stored it, with a size of it."""
    image = make_image()
    picture = photograph(extension)
    image.file.storage.delete(image.file.name)
    name = image.file.storage.save(
        f"original_images/token/{picture.name}", ContentFile(picture.content)
    )
    NewsroomImage.objects.filter(pk=image.pk).update(
        file=name, file_hash=file_hash(picture.content), camera_data_removed=False
    )
    image.refresh_from_db()
    size = image.get_rendition(SIZE)
    size.file.storage.delete(size.file.name)
    size.file.storage.save(size.file.name, ContentFile(picture.content))
    return image


def test_earlier_pictures_are_cleaned_once_at_a_new_address(
    office, tmp_path, client, django_capture_on_commit_callbacks
):
    image, clean = stored_before("jpg"), make_image()
    make_statement(office, lead_image=image, lead_image_alt="A bridge")
    old, old_size = image.file.name, image.renditions.get().file.name
    assert old_size in client.get("/api/v1/statements/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        assert remove_pending() == "1 cleaned"

    image.refresh_from_db()
    assert old not in (image.file.name, clean.file.name)
    assert image.file_hash == file_hash(default_storage.open(image.file.name).read())
    assert not default_storage.exists(old)
    assert not default_storage.exists(old_size)
    assert image.get_rendition(SIZE).file.name == image.renditions.get().file.name
    assert not [name for name, content in stored_files(tmp_path).items() if mark_in(content)]
    text = client.get("/api/v1/statements/").content.decode()
    assert image.renditions.get().file.name in text
    assert old_size not in text
    assert remove_pending() == ""


def test_a_file_that_is_gone_does_not_stop_the_others(office, capsys):
    gone, image = stored_before("jpg"), stored_before("png")
    default_storage.delete(gone.file.name)

    assert remove_pending() == "1 cleaned, 1 pictures failed"
    assert remove_pending() == ""  # it is not retried at once
    with pytest.raises(CommandError, match=f"picture {gone.pk} "):
        call_command("remove_camera_data")
    image.refresh_from_db()
    assert image.camera_data_removed
    assert "from 0 pictures" in capsys.readouterr().out


def test_an_office_s_logo_is_clean(office, client, tmp_path):
    office_settings = OfficeSettings.objects.get(site=office.site)
    office_settings.logo = NewsroomImage.objects.create(title="Logo", file=uploaded("png"))
    office_settings.save()
    office_settings.logo.get_rendition("max-640x160")

    assert "/media/images/" in client.get("/").content.decode()
    assert not [name for name, content in stored_files(tmp_path).items() if mark_in(content)]

"""What an uploaded file is, is told by its content; damaged files are errors of the form."""

import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.folders import REPOSITORY
from home.demo.pdf import single_page_pdf
from newsroom.formats.pictures import without_camera_data
from newsroom.models import NewsroomDocument, NewsroomImage
from tests.factories import make_image
from tests.newsroom.editors import log_in
from tests.photographs import EXTENSIONS, photograph

DAMAGED = "damaged or incomplete"
HTML = b"<!DOCTYPE html><script>alert(1)</script>" + bytes(20)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode" + bytes(200)


@pytest.fixture
def editor(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return log_in(office)


def half(extension: str) -> bytes:
    content = without_camera_data(photograph(extension).content)
    return content[: len(content) // 2]


def answers(editor, office, *, kind: str, name: str, content: bytes) -> list[str]:
    """Return what each road of upload answers to the file: form, chooser, several at once."""
    app = {"image": "wagtailimages", "document": "wagtaildocs"}[kind]
    prefix = f"{kind}-chooser-upload"
    collection = office.collection.pk
    posts = {
        f"{app}:add": {"title": "Any", "collection": collection, "file": name},
        f"{app}_chooser:create": {
            f"{prefix}-title": "Any",
            f"{prefix}-collection": collection,
            f"{prefix}-file": name,
        },
        f"{app}:add_multiple": {"title": "Any", "collection": collection, "files[]": name},
    }
    texts = []
    for view, fields in posts.items():
        data = {
            field: SimpleUploadedFile(name, content) if value == name else value
            for field, value in fields.items()
        }
        response = editor.post(reverse(view), data)
        assert response.status_code == 200, view
        text = response.content.decode()
        if response["Content-Type"] == "application/json":
            text = " ".join(str(value) for value in json.loads(text).values())
        texts.append(text)
    return texts


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_half_a_picture_is_an_error_of_every_form(editor, office, extension):
    name = f"half.{extension}"
    for text in answers(editor, office, kind="image", name=name, content=half(extension)):
        assert DAMAGED in text
    assert not NewsroomImage.objects.exists()


def test_half_a_picture_does_not_replace_a_whole_one(editor, office):
    image = make_image()
    image.collection = office.collection
    image.save()
    response = editor.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {
            "title": "Any",
            "collection": office.collection.pk,
            "file": SimpleUploadedFile("half.jpg", half("jpg")),
        },
    )
    assert response.status_code == 200
    assert DAMAGED in response.content.decode()
    assert NewsroomImage.objects.get().file.name == image.file.name


@pytest.mark.parametrize("extension", settings.WAGTAILIMAGES_EXTENSIONS)
def test_what_is_no_picture_is_refused(editor, office, extension):
    for content in (HTML, PROGRAM, b"%PDF-1.7\n" + bytes(100)):
        response = editor.post(
            reverse("wagtailimages:add"),
            {
                "title": "Any",
                "collection": office.collection.pk,
                "file": SimpleUploadedFile(f"a.{extension}", content),
            },
        )
        assert response.status_code == 200
        assert "error-message" in response.content.decode()
    assert not NewsroomImage.objects.exists()


def test_html_and_programs_are_no_documents_whatever_their_name(editor, office):
    for content in (HTML, PROGRAM):
        for text in answers(editor, office, kind="document", name="a.pdf", content=content):
            assert "is not a .pdf document" in text
    for extension in settings.WAGTAILDOCS_EXTENSIONS:
        response = editor.post(
            reverse("wagtaildocs:add_multiple"),
            {
                "title": "Any",
                "collection": office.collection.pk,
                "files[]": SimpleUploadedFile(f"a.{extension}", HTML),
            },
        )
        assert f"not a .{extension} document" in json.loads(response.content)["error_message"]
    for extension in ("html", "exe", "svg", "js"):
        (text, *_others) = answers(
            editor, office, kind="document", name=f"a.{extension}", content=HTML
        )
        assert "is not allowed" in text
    assert not NewsroomDocument.objects.exists()


def test_a_document_keeps_its_content(editor, office):
    content = single_page_pdf(title="Budget", paragraphs=["Words"], language="en")
    response = editor.post(
        reverse("wagtaildocs:add"),
        {
            "title": "Budget",
            "collection": office.collection.pk,
            "file": SimpleUploadedFile("budget.pdf", content),
        },
    )
    assert response.status_code == 302, response.content.decode()
    document = NewsroomDocument.objects.get()
    with document.file.open() as file:
        assert file.read() == content
    renamed = editor.post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {"title": "Renamed", "collection": office.collection.pk},
    )
    assert renamed.status_code == 302


def test_a_document_that_is_too_large_is_an_error_of_the_form(editor, office):
    content = b"%PDF-1.7" + bytes(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    response = editor.post(
        reverse("wagtaildocs:add"),
        {
            "title": "Any",
            "collection": office.collection.pk,
            "file": SimpleUploadedFile("a.pdf", content),
        },
    )
    assert response.status_code == 200
    assert "too big" in response.content.decode()


def test_the_proxy_takes_what_is_accepted():
    text = (REPOSITORY / "docker/nginx/locations.conf").read_text()
    megabytes = int(re.search(r"^client_max_body_size (\d+)m;", text, re.MULTILINE)[1])
    largest = max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    assert largest < megabytes * 1024 * 1024

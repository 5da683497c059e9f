"""Bad input is refused with a reason while the other files are imported."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.importing.items import Item, ReaderOptions, Refusal
from newsroom.importing.readers.files import find_files
from newsroom.importing.readers.selection import read_file
from newsroom.models import ArticlePage
from tests.newsroom.importing.archive import import_archive
from tests.newsroom.importing.test_readers import RSS, WXR, picture, read, write
from tests.property_tests import examples

GOOD = "A good page\n1 May 2010\n\nThe words of the page are here for all to read.\n"
BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", b"0" * 1_000_000)
    return buffer.getvalue()


def huge_png() -> bytes:
    """A picture of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x00\x01\x02" * 100, "binary"),
        ("a.zip", zip_bomb(), "packed"),
        ("a.html", zip_bomb(), "packed"),
        ("a.gz", b"\x1f\x8b\x08\x00", "packed"),
        ("a.txt", b"A title\n\nWords without any day.\n", "no_date"),
        ("a.txt", b"A title\n1 May 2010\n", "no_words"),
        ("a.txt", b"x" * (2 * 1024 * 1024 + 1), "too_large"),
        ("a.xml", RSS.replace('<?xml version="1.0"?>', BOMB).encode(), "entities"),
        ("a.xml", WXR.replace('<?xml version="1.0"?>', BOMB).encode(), "entities"),
        ("a.xml", WXR[:900].encode(), "malformed"),
        ("a.xml", b"<?xml version='1.0'?><other/>", "unknown_xml"),
        ("a.csv", b"name,when\na,b\n", "columns"),
        ("a.html", b"<html><body><p>No title or day", "no_title"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path, name, content, code):
    write(tmp_path, name, content)

    refused = [each for each in read(tmp_path) if isinstance(each, Refusal)]

    assert [each.code for each in refused] == [code]
    assert refused[0].reason


def test_links_and_pipes_are_not_followed(tmp_path):
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.txt")

    assert [each.code for each in read(tmp_path)] == ["link", "not_a_file"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("../secret.jpg", "escape"),
        ("%2e%2e/secret.jpg", "escape"),
        ("/etc/passwd", "picture_missing"),
        ("file:///etc/passwd", "picture_missing"),
        ("http://[broken/x.jpg", "picture_missing"),
        ("link.jpg", "escape"),
        ("no-picture.jpg", "picture_bad"),
        ("huge.png", "picture_bad"),
        ("vector.svg", "picture_bad"),
    ],
)
def test_only_pictures_inside_the_folder_are_used(tmp_path, source, code):
    picture(tmp_path, "secret.jpg")
    folder = tmp_path / "archive"
    write(folder, "no-picture.jpg", b"<?php evil(); ?>")
    write(folder, "huge.png", huge_png())
    write(folder, "vector.svg", b"<svg onload='alert(1)'/>")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    write(folder, "a.csv", f"title,date,body,image\nA,1 May 2010,Words,{source}\n")

    (item,) = [each for each in read(folder) if isinstance(each, Item)]

    assert item.lead_picture is None
    assert code in {note.code for note in item.warnings}


def test_other_files_are_imported_and_the_exit_code_is_1(office, tmp_path):
    archive = tmp_path / "archive"
    write(archive, "a-good.txt", GOOD)
    write(archive, "b-bad.txt", b"\x00\x00")
    write(archive, "c-good.txt", GOOD.replace("good", "fine"))

    run = import_archive(archive, tmp_path=tmp_path, apply=True)

    assert run.code == 1
    assert "Binary data" in run.output
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {
        "A good page",
        "A fine page",
    }


def test_the_report_has_no_control_codes(office, tmp_path):
    archive = tmp_path / "archive"
    write(archive, "a.txt", GOOD.replace("A good", "\x1b[2JA \u202egood"))

    run = import_archive(archive, tmp_path=tmp_path)

    assert "\x1b" not in run.output
    assert "\u202e" not in run.output


STARTS = st.sampled_from(
    [
        b"",
        b"<html><body>",
        b"<?xml version='1.0'?><rss>",
        RSS.encode(),
        WXR.encode()[:1500],
        b"title,date,body\n",
        b"Site logo\n\nTitle\n1 May 2010\n",
        b"\xff\xfe",
        b"PK\x03\x04",
    ]
)


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=STARTS,
    rest=st.binary(max_size=600),
    name=st.sampled_from(["a.txt", "a.html", "a.xml", "a.csv", "a"]),
)
def test_any_bytes_are_read_or_refused(tmp_path, start, rest, name):
    folder = tmp_path / "any"
    write(folder, name, start + rest)
    try:
        for file in find_files([folder]):
            for each in read_file(file, ReaderOptions()):
                assert isinstance(each, (Item, Refusal))
    finally:
        Path(folder, name).unlink()


@settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=st.text(max_size=300),
    tag=st.sampled_from(
        [
            "p",
            "div",
            "script",
            "a href='x'",
            "img src='../../x'",
            "blockquote",
            "svg",
            "math",
            "figure",
        ]
    ),
)
def test_any_markup_is_sanitised(tmp_path, body, tag):
    folder = tmp_path / "markup"
    head = "<html><h1>T</h1><time datetime='2019-01-01'></time>"
    page = f"{head}<article><p>w</p><{tag}>{body}<b onx=1><script>{body}</article>"
    write(folder, "a.html", page.encode("utf-8", "replace"))
    for file in find_files([folder]):
        for each in read_file(file, ReaderOptions()):
            if isinstance(each, Item):
                html = "".join(block.html for block in each.blocks).lower()
                assert "<script" not in html
                assert "<svg" not in html
                assert "<b onx" not in html

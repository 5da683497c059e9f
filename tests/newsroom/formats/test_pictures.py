"""The camera's data are removed from every format, and nothing else."""

import io

import pytest
from PIL import Image

from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.orientation import ORIENTATION
from newsroom.formats.pictures import check_readable, without_camera_data
from tests.photographs import EXTENSIONS, PROFILE, WITH_ORIENTATION, mark_in, photograph, pixels

METADATA = ("xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Author", "Comment", "mp")


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_nothing_but_the_picture_is_kept(extension):
    picture = photograph(extension)
    assert mark_in(picture.content)

    cleaned = without_camera_data(picture.content)

    assert not mark_in(cleaned)
    assert pixels(cleaned) == pixels(picture.content)
    with Image.open(io.BytesIO(cleaned)) as image:
        exif = dict(image.getexif())
        assert exif == ({ORIENTATION: 6} if extension in WITH_ORIENTATION else {})
        assert not image.getexif().get_ifd(0x8825)
        # HEIC keeps the place of what is overwritten by zeros.
        assert not [name for name in METADATA if bytes(image.info.get(name, b"")).strip(b"\0")]
        if extension != "gif":
            assert image.info["icc_profile"] == PROFILE


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_cleaned_picture_stays_as_it_is(extension):
    cleaned = without_camera_data(photograph(extension).content)
    assert without_camera_data(cleaned) == cleaned


@pytest.mark.parametrize(("file_format", "options"), [
    ("JPEG", {"progressive": True}), ("JPEG", {"restart_marker_blocks": 1}), ("PNG", {}),
    ("GIF", {}), ("WEBP", {"lossless": True}), ("WEBP", {}),
])  # fmt: skip
def test_a_picture_without_such_data_is_not_changed(file_format, options):
    file = io.BytesIO()
    Image.effect_mandelbrot((64, 48), (-3, -2.5, 2, 2.5), 20).convert("RGB").save(
        file, file_format, **options
    )
    assert without_camera_data(file.getvalue()) == file.getvalue()


def test_an_animation_keeps_its_frames():
    file = io.BytesIO()
    frames = [Image.new("RGBA", (40, 30), (shade, 0, 0, 90)) for shade in (0, 200)]
    frames[0].save(
        file, "WEBP", save_all=True, append_images=frames[1:], exif=b"Exif\0\0MM Zquilmark"
    )

    cleaned = without_camera_data(file.getvalue())

    assert not mark_in(cleaned)
    assert pixels(cleaned) == pixels(file.getvalue())


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_half_a_picture_is_refused(extension):
    content = without_camera_data(photograph(extension).content)
    check_readable(content)
    for part in (content[: len(content) // 2], content[:40], content[:12]):
        with pytest.raises(UnreadableFileError):
            check_readable(part)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"MZ\x90\0", b"II*\0\x08\0\0\0"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnreadableFileError):
        without_camera_data(content)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_damaged_pictures_end_in_one_kind_of_error(extension):
    content = photograph(extension).content
    for position in range(8, min(len(content), 1600), 23):
        damaged = content[:position] + b"\xff\xff\xff" + content[position + 3 :]
        try:
            without_camera_data(damaged)
        except UnreadableFileError:
            continue

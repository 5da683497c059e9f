"""Files of pictures: their location beside a source, their checks and their import."""

import dataclasses
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from wagtail.models import Collection, Site

from newsroom.formats.pictures import check_readable, without_camera_data
from newsroom.importing.items import Block, Item, Note, Picture, SourceFile
from newsroom.models import NewsroomImage
from newsroom.models.media import file_hash

FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


class PictureRejectedError(Exception):
    """A picture that is not imported; holds the note for the report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.note = Note(code=code, message=message)


def resolve_pictures(item: Item, file: SourceFile) -> Item:
    """Return the item with the file of each picture; pictures without a valid file are dropped.

    Each dropped picture is reported by a warning.
    """
    notes: list[Note] = []

    def resolved(picture: Picture) -> Picture | None:
        try:
            path = _find(picture.source, file)
            return dataclasses.replace(picture, path=path, digest=_checked_digest(path))
        except PictureRejectedError as error:
            notes.append(error.note)
            return None

    lead = resolved(item.lead_picture) if item.lead_picture else None
    blocks: list[Block] = []
    for block in item.blocks:
        if block.picture is None:
            blocks.append(block)
        elif picture := resolved(block.picture):
            blocks.append(dataclasses.replace(block, picture=picture))
    if (
        not item.lead_picture
        and not notes
        and len(blocks) == len(item.blocks)
        and not any(block.picture for block in blocks)
    ):
        return item
    return dataclasses.replace(
        item, lead_picture=lead, blocks=tuple(blocks), warnings=(*item.warnings, *notes)
    )


def _find(source: str, file: SourceFile) -> Path:
    root = file.root.resolve()
    for candidate in _candidates(source, file):
        try:
            resolved = candidate.resolve()
            if not resolved.is_relative_to(root):
                raise PictureRejectedError(
                    "escape",
                    _("A picture's address leads out of the folder: %(source)s")
                    % {"source": source[:120]},
                )
            if resolved.is_file():
                return resolved
        except (OSError, ValueError, RuntimeError):
            continue
    raise PictureRejectedError(
        "picture_missing",
        _("A picture is not beside the source: %(source)s") % {"source": source[:120]},
    )


def _candidates(source: str, file: SourceFile) -> Iterator[Path]:
    """Yield possible paths of the file: as mirrors store it, then shorter ones at the source."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return
    if parts.scheme not in ("", "http", "https"):
        return
    path = unquote(parts.path)
    if "\x00" in path:
        return
    if not parts.netloc and not path.startswith("/"):
        yield file.path.parent / path
    names = [name for name in PurePosixPath(path).parts if name not in ("/", ".", "..")]
    if not names:
        return
    if parts.hostname:
        yield file.root.joinpath(parts.hostname, *names)
    yield file.root.joinpath(*names)
    for start in range(min(len(names), 8)):
        yield file.path.parent.joinpath(*names[start:])


def _checked_digest(path: Path) -> str:
    """Return the SHA-1 that Wagtail stores of the file without the camera's data.

    Raises `PictureRejectedError` for a file that is no picture or too large.
    """
    size = path.stat().st_size
    if size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise PictureRejectedError(
            "picture_large", _("A picture is too large: %(name)s") % {"name": path.name}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PillowImage.DecompressionBombWarning)
            with PillowImage.open(path, formats=list(FORMATS)) as image:
                pixels = image.width * image.height * getattr(image, "n_frames", 1)
                if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                    raise PictureRejectedError(
                        "picture_large",
                        _("A picture has too many pixels: %(name)s") % {"name": path.name},
                    )
        content = path.read_bytes()
        check_readable(content)
        return file_hash(without_camera_data(content))
    except PictureRejectedError:
        raise
    except Exception as error:
        raise PictureRejectedError(
            "picture_bad", _("Not a picture that can be shown: %(name)s") % {"name": path.name}
        ) from error


class PictureImporter:
    """Imports pictures into the collection of an office, each file once."""

    def __init__(self, site: Site) -> None:
        root = Collection.get_first_root_node()
        self.collection = root.get_children().filter(name=site.site_name).first() or root

    def image_id(self, picture: Picture) -> int:
        """Return the id of the image with the content of the picture's file; created if new.

        Raises `ValueError` where the picture was not resolved to a file.
        """
        existing = NewsroomImage.objects.filter(
            collection=self.collection, file_hash=picture.digest
        ).values_list("pk", flat=True)
        if pk := existing.first():
            return int(pk)
        path = picture.path
        if path is None:
            raise ValueError(f"The picture {picture.source} has no file.")
        with PillowImage.open(path, formats=list(FORMATS)) as opened:
            extension = FORMATS[opened.format or ""]
        stem = PurePosixPath(path.name).stem[:80] or "picture"
        with path.open("rb") as stream:
            image = NewsroomImage(
                title=(picture.alt or stem)[:255],
                file=ImageFile(stream, name=f"{stem}.{extension}"),
                collection=self.collection,
            )
            image.save()
        return int(image.pk)

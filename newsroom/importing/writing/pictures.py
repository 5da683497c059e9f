"""Which picture file belongs to an address in a source, and may it be taken in?"""

import dataclasses
import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from wagtail.models import Collection, Site

from newsroom.importing.items import Block, Item, Note, Picture, SourceFile
from newsroom.models import NewsroomImage

FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


class NotTakenIn(Exception):  # noqa: N818  (says what happens to the picture)
    """A picture that stays outside; carries the note for the report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.note = Note(code=code, message=message)


def with_pictures(item: Item, file: SourceFile) -> Item:
    """Return the item with each picture found beside its source; the others go, with a note."""
    notes: list[Note] = []

    def located(picture: Picture) -> Picture | None:
        try:
            path = _find(picture.source, file)
            return dataclasses.replace(picture, path=path, digest=_checked_digest(path))
        except NotTakenIn as refused:
            notes.append(refused.note)
            return None

    lead = located(item.lead) if item.lead else None
    blocks: list[Block] = []
    for block in item.blocks:
        if block.picture is None:
            blocks.append(block)
        elif picture := located(block.picture):
            blocks.append(dataclasses.replace(block, picture=picture))
    if (
        not item.lead
        and not notes
        and len(blocks) == len(item.blocks)
        and not any(block.picture for block in blocks)
    ):
        return item
    return dataclasses.replace(item, lead=lead, blocks=tuple(blocks), left=(*item.left, *notes))


def _find(source: str, file: SourceFile) -> Path:
    root = file.root.resolve()
    for candidate in _candidates(source, file):
        try:
            resolved = candidate.resolve()
            if not resolved.is_relative_to(root):
                raise NotTakenIn(
                    "escape",
                    _("A picture's address leads out of the folder: %(source)s")
                    % {"source": source[:120]},
                )
            if resolved.is_file():
                return resolved
        except (OSError, ValueError, RuntimeError):
            continue
    raise NotTakenIn(
        "picture_missing",
        _("A picture is not beside the source: %(source)s") % {"source": source[:120]},
    )


def _candidates(source: str, file: SourceFile) -> Iterator[Path]:
    """Yield where the file may lie: as a mirror has it, then nearer and nearer to the source."""
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
    """Return the SHA-1 by which Wagtail knows the file; raises `NotTakenIn` for a bad picture."""
    size = path.stat().st_size
    if size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise NotTakenIn(
            "picture_large", _("A picture is too large: %(name)s") % {"name": path.name}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PillowImage.DecompressionBombWarning)
            with PillowImage.open(path, formats=list(FORMATS)) as image:
                pixels = image.width * image.height * getattr(image, "n_frames", 1)
                if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                    raise NotTakenIn(
                        "picture_large",
                        _("A picture has too many pixels: %(name)s") % {"name": path.name},
                    )
                image.verify()
    except NotTakenIn:
        raise
    except Exception as error:
        raise NotTakenIn(
            "picture_bad", _("Not a picture that can be shown: %(name)s") % {"name": path.name}
        ) from error
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()


class PictureStore:
    """Takes pictures in, each file once for each office."""

    def __init__(self, site: Site) -> None:
        root = Collection.get_first_root_node()
        self.collection = root.get_children().filter(name=site.site_name).first() or root

    def take_in(self, picture: Picture) -> int:
        """Return the id of the image with this file's content, made if it is new."""
        held = NewsroomImage.objects.filter(
            collection=self.collection, file_hash=picture.digest
        ).first()
        if held:
            return held.pk
        with PillowImage.open(picture.path, formats=list(FORMATS)) as opened:
            extension = FORMATS[opened.format]
        stem = PurePosixPath(picture.path.name).stem[:80] or "picture"
        with picture.path.open("rb") as stream:
            image = NewsroomImage(
                title=(picture.alt or stem)[:255],
                file=ImageFile(stream, name=f"{stem}.{extension}"),
                collection=self.collection,
            )
            image._set_image_file_metadata()
            image.save()
        return image.pk

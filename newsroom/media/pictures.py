"""Sizes and formats of pictures, and the data of a `<picture>` element."""

import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.core.files.storage import FileSystemStorage, Storage
from django.db import connection
from django.http import HttpRequest

from newsroom.caching.prepared_queries import (
    PreparedQuery,
    given_numbers,
    numbers,
    padded_length,
)
from newsroom.faults.parts import report_failure
from newsroom.media.rendition_requests import request_renditions
from newsroom.models import NewsroomImage, NewsroomRendition

WIDTHS = (320, 640, 960, 1280)
# Above this width, encoding AVIF costs seconds of processor time and saves little.
AVIF_WIDTH = 960
QUALITY = {"avif": "avifquality-50", "webp": "webpquality-75", "jpeg": "jpegquality-80"}
FLAT_FORMATS = ("png", "gif")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One format of a picture in several widths."""

    media_type: str
    srcset: str


class Size(NamedTuple):
    """An existing rendition of a picture."""

    file_name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        """Return the address of the file, without host where the storage is local."""
        storage = _storage()
        if storage.__class__ is FileSystemStorage:  # behind a lazy object
            return _local_url(storage.base_url, self.file_name)
        return storage.url(self.file_name)

    @property
    def bytes(self) -> int:
        """Return the size of the file; 0 while it cannot be asked, which feed readers ignore."""
        try:
            return _storage().size(self.file_name)
        except OSError as error:
            report_failure(error, part="size of the file", block=self.file_name)
            return 0


# The existing sizes of one picture by filter specification.
Sizes = Mapping[str, Size]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The data of a `<picture>` element. `sources` are ordered from the best format."""

    sources: list[Source]
    fallback: Size
    largest: Size
    srcset: str


def filter_specs(image: NewsroomImage, *, widths: Iterable[int] = WIDTHS) -> dict[str, list[str]]:
    """Return the filter specifications of `image` by format, narrowest first.

    The picture is never enlarged.
    """
    wanted = _allowed_widths(image.width, widths=widths)
    return {
        file_format: [
            _filter_spec(width, file_format=file_format)
            for width in _widths_for_format(file_format, wanted)
        ]
        for file_format in _formats(image.file.name)
    }


def all_filter_specs() -> set[str]:
    """Return all filter specifications that any picture may have."""
    return {
        _filter_spec(width, file_format=file_format)
        for file_name in ("a.jpg", "a.png")
        for file_format in _formats(file_name)
        for width in _widths_for_format(file_format, WIDTHS)
    }


def load_sizes(image_ids: Iterable[int | None], *, request: HttpRequest) -> None:
    """Read the sizes of these pictures for the request. One query, none where all are known."""
    known = _known_sizes(request)
    known |= _read_sizes({number for number in image_ids if number} - known.keys())


def leave_out(image_ids: Iterable[int], *, request: HttpRequest) -> None:
    """Show none of these pictures in the response, except for those that `load_sizes` has read."""
    known = _known_sizes(request)
    for number in image_ids:
        known.setdefault(number, {})


def picture_from_renditions(
    image: NewsroomImage,
    *,
    widths: Iterable[int] = WIDTHS,
    request: HttpRequest | None = None,
) -> Picture | None:
    """Return the picture from its existing renditions; None where there is none.

    Nothing is created while a reader waits: missing renditions are requested from the worker, and
    until they exist the nearest one is shown. One query at most; none where `load_sizes` has read
    the sizes for the request, or where the renditions were prefetched.
    """
    widths = tuple(widths)
    if request is None:
        return _picture(image, widths=widths, request=None)
    known: dict[Any, Picture | None] = request.__dict__.setdefault("_newsroom_pictures", {})
    key = (image.pk, widths)
    if key not in known:
        known[key] = _picture(image, widths=widths, request=request)
    return known[key]


def _picture(
    image: NewsroomImage, *, widths: tuple[int, ...], request: HttpRequest | None
) -> Picture | None:
    by_format = filter_specs(image, widths=widths)
    found = _sizes_of(image, request=request)
    if not all(spec in found for listed in by_format.values() for spec in listed):
        request_renditions(image.pk)
    fallback_format = list(by_format)[-1]
    fallbacks = [found[spec] for spec in by_format[fallback_format] if spec in found]
    fallbacks = fallbacks or _nearest(found, width=min(widths), best_format=fallback_format)
    if not fallbacks:
        return None
    sources = [
        Source(
            media_type=f"image/{file_format}",
            srcset=_srcset(found[spec] for spec in listed if spec in found),
        )
        for file_format, listed in by_format.items()
        if file_format != fallback_format and any(spec in found for spec in listed)
    ]
    return Picture(
        sources=sources,
        fallback=fallbacks[len(fallbacks) // 2],
        largest=fallbacks[-1],
        srcset=_srcset(fallbacks) if len(fallbacks) > 1 else "",
    )


def existing_size(image: NewsroomImage, *, spec: str, request: HttpRequest | None) -> Size | None:
    """Return the rendition with a specification of its own, such as a logo's, or the nearest one.

    None where the picture has no rendition yet.
    """
    found = _sizes_of(image, request=request)
    if spec in found:
        return found[spec]
    request_renditions(image.pk, spec=spec)
    nearest = _nearest(found, width=min(WIDTHS), best_format=_formats(image.file.name)[-1])
    return nearest[0] if nearest else None


def media_type(size: Size) -> str:
    """Return the media type of the file."""
    return mimetypes.guess_type(size.file_name)[0] or "application/octet-stream"


def _sizes_of(image: NewsroomImage, *, request: HttpRequest | None) -> Sizes:
    if "renditions" in getattr(image, "_prefetched_objects_cache", {}):
        return {
            row.filter_spec: Size(row.file.name, row.width, row.height)
            for row in image.renditions.all()
        }
    if request is None:
        return _read_sizes({image.pk})[image.pk]
    load_sizes([image.pk], request=request)
    return _known_sizes(request)[image.pk]


def _known_sizes(request: HttpRequest) -> dict[int, Sizes]:
    known: dict[int, Sizes] = request.__dict__.setdefault("_newsroom_sizes", {})
    return known


def _read_sizes(image_ids: set[int]) -> dict[int, Sizes]:
    """Return the existing sizes of each picture. One query."""
    if not image_ids:
        return {}
    found: dict[int, dict[str, Size]] = {number: {} for number in image_ids}
    wanted = sorted(image_ids)
    length = padded_length(wanted)
    query = _sizes_query(connection.vendor, length)
    for image_id, spec, *size in query.fetch(**given_numbers("image", wanted, length)):
        found[image_id][spec] = Size(*size)
    return dict(found)


@lru_cache(maxsize=16)
def _sizes_query(vendor: str, length: int) -> PreparedQuery[tuple[Any, ...]]:
    return PreparedQuery(
        NewsroomRendition.objects.filter(image_id__in=numbers("image", length))
        .order_by()
        .values_list("image_id", "filter_spec", "file", "width", "height")
    )


def _nearest(found: Sizes, *, width: int, best_format: str) -> list[Size]:
    """Return the existing size that is nearest to a width, in a format that browsers read."""
    formats = (f"format-{best_format}", "format-jpeg", "format-png", "format-webp", "")
    for wanted in formats:
        sizes = [size for spec, size in found.items() if wanted in spec]
        if sizes:
            return [min(sizes, key=lambda size: (abs(size.width - width), size.width))]
    return []


@lru_cache(maxsize=5_000)
def _local_url(base_url: str, file_name: str) -> str:
    return FileSystemStorage(base_url=base_url).url(file_name)


@cache
def _storage() -> Storage:
    storage: Storage = NewsroomRendition._meta.get_field("file").storage
    return storage


def _formats(file_name: str) -> list[str]:
    """Return the formats of a picture, best first, and last the one that every browser reads."""
    extension = file_name.rpartition(".")[2].lower()
    return ["avif", "webp", "png" if extension in FLAT_FORMATS else "jpeg"]


def _widths_for_format(file_format: str, widths: Iterable[int]) -> list[int]:
    return [width for width in widths if file_format != "avif" or width <= AVIF_WIDTH]


def _allowed_widths(own: int, *, widths: Iterable[int]) -> list[int]:
    """Return the entries of `WIDTHS` nearest to `widths` that are not wider than the picture."""
    allowed = sorted({min(WIDTHS, key=lambda known: abs(known - width)) for width in widths})
    fitting = [width for width in allowed if width <= own]
    return fitting or [min(WIDTHS)]


def _filter_spec(width: int, *, file_format: str) -> str:
    parts = [f"width-{width}", f"format-{file_format}"]
    if file_format in QUALITY:
        parts.append(QUALITY[file_format])
    return "|".join(parts)


def _srcset(sizes: Iterable[Size]) -> str:
    return ", ".join(f"{size.url} {size.width}w" for size in sizes)

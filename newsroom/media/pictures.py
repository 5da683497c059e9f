"""Sizes and formats of pictures, and the data of a `<picture>` element."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.images.models import Filter

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


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The data of a `<picture>` element. `sources` are ordered from the best format."""

    sources: list[Source]
    fallback: NewsroomRendition
    largest: NewsroomRendition
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


def picture_from_renditions(image: NewsroomImage, *, widths: Iterable[int] = WIDTHS) -> Picture:
    """Return the picture from its existing renditions. Creates one only where there is none.

    One query at most; none where the renditions were prefetched or are cached.
    """
    by_format = filter_specs(image, widths=widths)
    existing = image.find_existing_renditions(
        *(Filter(spec=spec) for listed in by_format.values() for spec in listed)
    )
    found = {key.spec: rendition for key, rendition in existing.items()}
    fallback_format = list(by_format)[-1]
    fallbacks = [found[spec] for spec in by_format[fallback_format] if spec in found]
    if not fallbacks:
        listed = by_format[fallback_format]
        fallbacks = [image.get_rendition(listed[min(1, len(listed) - 1)])]
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


def media_type(rendition: NewsroomRendition) -> str:
    """Return the media type of the rendition's file."""
    return mimetypes.guess_type(rendition.file.name)[0] or "application/octet-stream"


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


def _srcset(renditions: Iterable[NewsroomRendition]) -> str:
    return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)

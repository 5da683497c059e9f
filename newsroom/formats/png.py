"""Removal of the camera's data from a PNG, without touching its pixels."""

import zlib
from collections.abc import Iterator

from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.orientation import UPRIGHT, exif_with

START = b"\x89PNG\r\n\x1a\n"
# Pixels, palette, transparency, animation, colours and resolution. Text, time and Exif are not.
_KEPT = frozenset(
    (
        b"IHDR PLTE IDAT IEND tRNS acTL fcTL fdAT iCCP sRGB gAMA cHRM cICP mDCV cLLI sBIT bKGD pHYs"
    ).split()
)


def without_camera_data(picture: bytes, *, orientation: int) -> bytes:
    """Return the picture without Exif, texts, times, unknown chunks and appended data."""
    parts = [START]
    for name, chunk in _chunks(picture):
        if name in _KEPT:
            parts.append(chunk)
        if name == b"IHDR" and orientation != UPRIGHT:
            parts.append(_chunk(b"eXIf", exif_with(orientation)))
    return b"".join(parts)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the bytes of each chunk up to the last."""
    position, name = len(START), b""
    while name != b"IEND":
        length = int.from_bytes(picture[position : position + 4], "big")
        name = picture[position + 4 : position + 8]
        chunk = picture[position : position + 12 + length]
        if len(chunk) < 12 + length or len(name) < 4:
            raise UnreadableFileError("The PNG is incomplete.")
        yield name, chunk
        position += len(chunk)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return len(content).to_bytes(4, "big") + name + content + check.to_bytes(4, "big")

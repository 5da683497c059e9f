"""Removal of the camera's data from a WebP, without touching its pixels."""

from collections.abc import Iterator

from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.orientation import UPRIGHT, exif_with

_KEPT = frozenset({b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"})
_IN_FRAME = frozenset({b"ALPH", b"VP8 ", b"VP8L"})
_FRAME_HEADER_BYTES = 16
_HAS_EXIF, _HAS_XMP = 0x08, 0x04  # of the flags in VP8X


def is_webp(picture: bytes) -> bool:
    """Return whether the file begins as a WebP does."""
    return picture[:4] == b"RIFF" and picture[8:12] == b"WEBP"


def without_camera_data(picture: bytes, *, orientation: int) -> bytes:
    """Return the picture without Exif, XMP, unknown chunks and appended data."""
    size = int.from_bytes(picture[4:8], "little")
    if len(picture) < size + 8:
        raise UnreadableFileError("The WebP is incomplete.")
    exif = exif_with(orientation) if orientation != UPRIGHT else b""
    parts = []
    for name, content in _chunks(picture[12 : size + 8]):
        if name == b"VP8X":
            flags = content[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if exif else 0)
            parts.append(_chunk(name, bytes([flags]) + content[1:]))
        elif name == b"ANMF":
            parts.append(_chunk(name, _frame(content)))
        elif name in _KEPT:
            parts.append(_chunk(name, content))
    if exif:
        parts.append(_chunk(b"EXIF", exif))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _frame(content: bytes) -> bytes:
    """Return a frame of an animation with its pixels only."""
    chunks = _chunks(content[_FRAME_HEADER_BYTES:])
    kept = (_chunk(name, pixels) for name, pixels in chunks if name in _IN_FRAME)
    return content[:_FRAME_HEADER_BYTES] + b"".join(kept)


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(body):
        name = body[position : position + 4]
        length = int.from_bytes(body[position + 4 : position + 8], "little")
        content = body[position + 8 : position + 8 + length]
        if len(content) < length or len(name) < 4 or (name == b"VP8X" and not content):
            raise UnreadableFileError("A chunk of the WebP is incomplete.")
        yield name, content
        position += 8 + length + length % 2


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)

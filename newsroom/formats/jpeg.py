"""Removal of the camera's data from a JPEG, without touching its pixels.

A JPEG is a row of segments, each with a marker. Only the segments that a decoder needs, and the
colour profile, are copied. What follows the end of the picture is dropped: telephones append
further pictures and short films.
"""

import re

from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.orientation import UPRIGHT, exif_with

START, END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _APP0, _APP1, _APP2, _APP14 = 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_DECODING = {*range(0xC0, 0xD0), *range(0xDA, 0xE0)}
# Within a scan, 0xFF is followed by 0 or by a restart marker; anything else ends the scan.
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_JFIF_BYTES = 18  # of the segment without a thumbnail


def without_camera_data(picture: bytes, *, orientation: int) -> bytes:
    """Return the picture without Exif, XMP, IPTC, comments, thumbnails and appended data."""
    parts: list[bytes] = []
    position, in_scan = len(START), False
    while True:
        position = picture.find(b"\xff", position)
        marker = _byte(picture, position + 1) if position >= 0 else None
        if marker is None:
            if in_scan:  # complete but for its end
                break
            raise UnreadableFileError("The JPEG is incomplete.")
        if marker == 0xFF:
            position += 1
        elif marker == END[1]:
            break
        elif marker in _WITHOUT_LENGTH:
            parts.append(picture[position : position + 2])
            position += 2
        else:
            segment = _segment(picture, position)
            position += len(segment)
            parts.append(_kept(marker, segment))
            in_scan = marker == _SCAN
            if in_scan:
                found = _END_OF_SCAN.search(picture, position)
                end = found.start() if found else len(picture)
                parts.append(picture[position:end])
                position = end
    return b"".join([START, *_with_orientation(parts, orientation), END])


def _byte(picture: bytes, position: int) -> int | None:
    return picture[position] if position < len(picture) else None


def _segment(picture: bytes, position: int) -> bytes:
    length = int.from_bytes(picture[position + 2 : position + 4], "big")
    segment = picture[position : position + 2 + length]
    if length < 2 or len(segment) < 2 + length:
        raise UnreadableFileError("A segment of the JPEG is incomplete.")
    return segment


def _kept(marker: int, segment: bytes) -> bytes:
    """Return the segment, or what of it is kept."""
    content = segment[4:]
    if marker in _DECODING:
        return segment
    if marker == _APP0 and content.startswith(b"JFIF\0"):
        if len(segment) == _JFIF_BYTES:
            return segment
        # A thumbnail follows its two sizes.
        return b"\xff\xe0\x00\x10" + content[:12].ljust(12, b"\0") + b"\0\0"
    is_profile = marker == _APP2 and content.startswith(b"ICC_PROFILE\0")
    is_colour_transform = marker == _APP14 and content.startswith(b"Adobe")
    return segment if is_profile or is_colour_transform else b""


def _with_orientation(parts: list[bytes], orientation: int) -> list[bytes]:
    """Return the segments with the orientation, after the first where that is JFIF's."""
    if orientation == UPRIGHT:
        return parts
    content = b"Exif\0\0" + exif_with(orientation)
    exif = bytes([0xFF, _APP1]) + (len(content) + 2).to_bytes(2, "big") + content
    parts = [part for part in parts if part]
    after = 1 if parts and parts[0].startswith(b"\xff\xe0") else 0
    return [*parts[:after], exif, *parts[after:]]

"""Removal of the camera's data from HEIC and AVIF, without touching their pixels.

These files consist of boxes. Pixels and metadata are items, whose places in the file are listed as
numbers. So that all places stay right, metadata are overwritten by zeros and not taken out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from newsroom.formats.errors import UnreadableFileError

_METADATA_ITEMS = frozenset({b"Exif", b"mime", b"uri "})
_OVERWRITTEN_BOXES = frozenset({b"uuid", b"udta", b"free", b"skip"})
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"edts"})
# Exif data without an entry, after the length of a prefix that they do not have.
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"


@dataclass(frozen=True)
class _Box:
    name: bytes
    start: int  # of the box
    content: int  # of what it holds
    end: int


class _Reader:
    """Reads numbers of a box one after another."""

    def __init__(self, file: bytearray, position: int) -> None:
        self.file, self.position = file, position

    def number(self, size: int) -> int:
        end = self.position + size
        if end > len(self.file):
            raise UnreadableFileError("A box of the picture is incomplete.")
        value = int.from_bytes(self.file[self.position : end], "big")
        self.position = end
        return value


def is_heif(picture: bytes) -> bool:
    """Return whether the file begins as HEIC and AVIF do."""
    return picture[4:8] == b"ftyp"


def without_camera_data(picture: bytes, *, orientation: int) -> bytes:
    """Return the picture without Exif, XMP and other data beside the pixels.

    The orientation is a property of the item with the pixels, and stays.
    """
    file = bytearray(picture)
    boxes = list(_boxes(file, 0, len(file)))
    _overwrite_boxes(file, boxes)
    for box in boxes:
        if box.name == b"meta":
            _overwrite_items(file, box, boxes)
    return bytes(file)


def _boxes(file: bytearray, start: int, end: int) -> Iterator[_Box]:
    while start < end:
        reader = _Reader(file, start)
        size = reader.number(4)
        name = reader.number(4).to_bytes(4, "big")
        if size == 1:
            size = reader.number(8)
        elif size == 0:
            size = end - start
        box = _Box(name, start, reader.position, start + size)
        if box.end > end or box.end < box.content:
            raise UnreadableFileError("The picture is incomplete.")
        yield box
        start = box.end


def _overwrite_boxes(file: bytearray, boxes: list[_Box]) -> None:
    for box in boxes:
        if box.name in _OVERWRITTEN_BOXES:
            file[box.start + 4 : box.start + 8] = b"free"
            _overwrite(file, box.content, box.end)
        elif box.name in _CONTAINERS:
            _overwrite_boxes(file, list(_boxes(file, box.content, box.end)))


def _overwrite_items(file: bytearray, meta: _Box, boxes: list[_Box]) -> None:
    """Overwrite the items with metadata, and in boxes of data what belongs to no other item."""
    inner = {box.name: box for box in _boxes(file, meta.content + 4, meta.end)}
    _overwrite_boxes(file, list(inner.values()))
    types = dict(_item_types(file, inner[b"iinf"])) if b"iinf" in inner else {}
    extents = list(_extents(file, inner)) if b"iloc" in inner else []
    for item, start, end in extents:
        if types.get(item) in _METADATA_ITEMS:
            _overwrite(file, start, end)
            if types[item] == b"Exif" and end - start >= len(_NO_EXIF):
                file[start : start + len(_NO_EXIF)] = _NO_EXIF
    if not any(box.name == b"moov" for box in boxes):
        # Films list the places of their pixels elsewhere.
        used = sorted((start, end) for _item, start, end in extents)
        for box in boxes:
            if box.name == b"mdat":
                _overwrite_gaps(file, box, used)


def _overwrite_gaps(file: bytearray, box: _Box, used: list[tuple[int, int]]) -> None:
    position = box.content
    for start, end in used:
        if start > position:
            _overwrite(file, position, min(start, box.end))
        position = max(position, end)
    _overwrite(file, position, box.end)


def _overwrite(file: bytearray, start: int, end: int) -> None:
    if end > start:
        file[start:end] = bytes(end - start)


def _item_types(file: bytearray, box: _Box) -> Iterator[tuple[int, bytes]]:
    """Yield the number and type of each item."""
    reader = _Reader(file, box.content)
    version = reader.number(1)
    reader.number(3)
    reader.number(2 if version == 0 else 4)
    for entry in _boxes(file, reader.position, box.end):
        inner = _Reader(file, entry.content)
        version = inner.number(1)
        inner.number(3)
        if version >= 2:
            item = inner.number(2 if version == 2 else 4)
            inner.number(2)
            yield item, inner.number(4).to_bytes(4, "big")
        else:
            yield inner.number(2), b"mime"


def _extents(file: bytearray, inner: dict[bytes, _Box]) -> Iterator[tuple[int, int, int]]:
    """Yield the item, start and end of each part of an item in this file."""
    reader = _Reader(file, inner[b"iloc"].content)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version in (1, 2) else 0
    for _ in range(reader.number(2 if version < 2 else 4)):
        item = reader.number(2 if version < 2 else 4)
        method = reader.number(2) & 15 if version in (1, 2) else 0
        reader.number(2)
        base = reader.number(base_size)
        if method == 1 and b"idat" in inner:
            base += inner[b"idat"].content
        for _ in range(reader.number(2)):
            reader.number(index_size)
            start = base + reader.number(offset_size)
            length = reader.number(length_size)
            if method > 1:
                continue
            end = start + length if length else len(file)
            if end > len(file):
                raise UnreadableFileError("The picture is incomplete.")
            yield item, start, end

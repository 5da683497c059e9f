"""Removal of comments and other data from a GIF, without touching its pixels."""

from newsroom.formats.errors import UnreadableFileError

STARTS = (b"GIF87a", b"GIF89a")
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
# Repetition of an animation, and the colour profile.
_KEPT_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_HEADER_BYTES, _IMAGE_HEADER_BYTES = 13, 10


def without_camera_data(picture: bytes, *, orientation: int) -> bytes:
    """Return the picture without comments, XMP, plain text and appended data.

    A GIF has no orientation.
    """
    try:
        return _without(picture)
    except IndexError as error:
        raise UnreadableFileError("The GIF is incomplete.") from error


def _without(picture: bytes) -> bytes:
    position = _HEADER_BYTES + _table_bytes(picture[10])
    parts = [picture[:position]]
    while (kind := picture[position]) != _END:
        if kind == _EXTENSION:
            end = _end_of_blocks(picture, position + 2)
            application = picture[position + 3 : position + 14]
            if picture[position + 1] == _CONTROL or (
                picture[position + 1] == _APPLICATION and application in _KEPT_APPLICATIONS
            ):
                parts.append(picture[position:end])
        elif kind == _IMAGE:
            table = _table_bytes(picture[position + _IMAGE_HEADER_BYTES - 1])
            # One byte with the size of codes precedes the blocks.
            end = _end_of_blocks(picture, position + _IMAGE_HEADER_BYTES + table + 1)
            parts.append(picture[position:end])
        else:
            raise UnreadableFileError("The GIF holds an unknown block.")
        position = end
    return b"".join([*parts, bytes([_END])])


def _table_bytes(flags: int) -> int:
    """Return the length of the table of colours that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(picture: bytes, position: int) -> int:
    """Return the position after the blocks, the last of which is empty."""
    while length := picture[position]:
        position += length + 1
    return position + 1

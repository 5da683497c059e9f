"""Access to source files: discovery, size limits and decoding."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from newsroom.importing.items import Refusal, SourceFile

MEGABYTE = 1024 * 1024
SNIFFED_BYTES = 64 * 1024


class UnreadableError(Exception):
    """A file or item that cannot be imported; holds code and reason for the report."""

    def __init__(self, code: str, reason: str, *, expected: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.expected = expected


def find_files(paths: Sequence[Path]) -> Iterator[SourceFile | Refusal]:
    """Yield the regular files at and below `paths`, in a stable order.

    Links are not followed, so that a mirror cannot refer to the operator's own files.
    """
    for given in paths:
        if given.is_dir():
            for folder, subfolders, names in os.walk(given, followlinks=False):
                subfolders[:] = sorted(each for each in subfolders if not each.startswith("."))
                for name in sorted(names):
                    path = Path(folder, name)
                    if not name.startswith("."):
                        yield _checked(path, root=given)
        else:
            yield _checked(given, root=given.parent)


def _checked(path: Path, *, root: Path) -> SourceFile | Refusal:
    name = path.relative_to(root).as_posix()
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return Refusal(source=name, code="unreadable", reason=error.strerror or str(error))
    if stat.S_ISLNK(mode):
        return Refusal(source=name, code="link", reason=_("A link; links are not followed."))
    if not stat.S_ISREG(mode):
        return Refusal(source=name, code="not_a_file", reason=_("Not a regular file."))
    return SourceFile(path=path, name=name, root=root)


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Return the content; raises `UnreadableError` where it is missing or exceeds `limit` bytes."""
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or str(error)) from error
    if len(content) > limit:
        raise UnreadableError(
            "too_large",
            _("Larger than %(limit)d MB, the most for a file of this kind.")
            % {"limit": limit // MEGABYTE},
        )
    return content


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; raises `UnreadableError` for binary data."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise _unknown_encoding() from error
    if b"\x00" in content:
        raise UnreadableError("binary", _("Binary data, not text."))
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    controls = sum(content.count(byte) for byte in range(1, 9))
    if controls > len(content) // 200:
        raise UnreadableError("binary", _("Binary data, not text."))
    best = from_bytes(
        content[: 4 * SNIFFED_BYTES], cp_isolation=["cp1252", "iso8859_14", "mac_roman"]
    ).best()
    encoding = best.encoding if best else "cp1252"
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise _unknown_encoding() from error


def sniff(path: Path) -> bytes:
    """Return the first 64 kB of a file; raises `UnreadableError`."""
    try:
        with path.open("rb") as stream:
            return stream.read(SNIFFED_BYTES)
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or str(error)) from error


def _unknown_encoding() -> UnreadableError:
    return UnreadableError("encoding", _("The encoding of the text cannot be told."))

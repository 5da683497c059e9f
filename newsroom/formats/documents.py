"""Checks that a document's content is what the extension of its name says.

Each accepted extension has its own check: a package that guesses among hundreds of formats does not
know text from CSV, and takes some files of LibreOffice and of older programs for others.
"""

import io
import re
import zipfile
from collections.abc import Callable

from newsroom.formats.errors import UnreadableFileError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Microsoft's formats before 2007
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_END_BYTES = 1 << 16
_NAMES_BYTES = 1 << 20
_MARKUP = re.compile(rb"\s*<[!?/a-z]", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def check_document(content: bytes, *, extension: str) -> None:
    """Raise `UnreadableFileError` unless the content has the format of the extension.

    An extension without a check is refused.
    """
    check = CHECKS.get(extension.lower())
    if check is None or not check(content):
        raise UnreadableFileError(f"The content is not {extension}, or is incomplete.")


def _is_pdf(content: bytes) -> bool:
    # Every PDF names the place of its table at its end, so half a file has none.
    return content.lstrip().startswith(b"%PDF-") and b"startxref" in content[-_END_BYTES:]


def _is_rtf(content: bytes) -> bool:
    return content.startswith(b"{\\rtf") and content.rstrip(b"\0 \r\n\t").endswith(b"}")


def _is_word_97(content: bytes) -> bool:
    return content.startswith(_OLE) and "WordDocument".encode("utf-16-le") in content


def _is_office(part: str) -> Callable[[bytes], bool]:
    """Return the check of a format of Office Open XML, which names the type of its main part."""
    return lambda content: f"{_OOXML}{part}.main+xml" in _member(content, "[Content_Types].xml")


def _is_open_document(kind: str) -> Callable[[bytes], bool]:
    return lambda content: _member(content, "mimetype").strip() == f"{_ODF}{kind}"


def _member(content: bytes, name: str) -> str:
    """Return a text of a ZIP file, "" where there is none or the file is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as file:
            return file.read(_NAMES_BYTES).decode("utf-8", errors="replace")
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return ""


def _is_text(content: bytes) -> bool:
    """Return whether this is text, in whatever encoding, and no markup that a browser executes."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            return False
        text = content.decode("latin-1")
    return not (_CONTROLS.search(text) or _MARKUP.match(text.encode("utf-8")))


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "csv": _is_text,
    "doc": _is_word_97,
    "docx": _is_office("wordprocessingml.document"),
    "odt": _is_open_document("text"),
    "ods": _is_open_document("spreadsheet"),
    "pdf": _is_pdf,
    "pptx": _is_office("presentationml.presentation"),
    "rtf": _is_rtf,
    "txt": _is_text,
    "xlsx": _is_office("spreadsheetml.sheet"),
}

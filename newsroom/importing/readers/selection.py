"""Which reader understands a file? Its content tells first, its name where that is not enough."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from newsroom.importing.items import Item, Options, Refusal, SourceFile
from newsroom.importing.readers import captured_text, csv_files, feed_files, saved_html, wordpress
from newsroom.importing.readers.files import SNIFFED, Unreadable, decode, sniff

Reader = Callable[[SourceFile, Options], Iterator[Item | Refusal]]

# What a mirror holds beside its pages. A statement never lies in one of these.
_BESIDE = frozenset(
    {
        *("css", "js", "mjs", "map", "json", "md"),
        *("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "svg", "ico", "bmp", "tif", "tiff"),
        *("woff", "woff2", "ttf", "eot", "otf"),
        *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf"),
        *("mp3", "mp4", "m4a", "mov", "webm", "ogg", "wav", "avi"),
    }
)
_BESIDE_NAMES = frozenset({"robots.txt", "readme.txt", "ads.txt", "sitemap.xml", "license.txt"})
_PACKED = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
)
_XML = re.compile(r"^\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<rss\b|<feed\b|<rdf:RDF\b)", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|meta|title|p|div|h1)\b", re.IGNORECASE
)


def read_file(file: SourceFile, options: Options) -> Iterator[Item | Refusal]:
    """Yield the items of a file, or refusals that say why not. Raises nothing for bad input."""
    try:
        reader = reader_for(file)
        if reader is None:
            yield Refusal(
                source=file.name,
                code="beside",
                reason=_("Belongs to a site, but is no page."),
                expected=True,
            )
            return
        yield from reader(file, options)
    except Unreadable as error:
        yield Refusal(
            source=file.name, code=error.code, reason=error.reason, expected=error.expected
        )
    except (RecursionError, MemoryError, ValueError, LookupError, ArithmeticError) as error:
        # Extraction libraries raise these for input that nobody foresaw; the rest must go on.
        yield Refusal(
            source=file.name,
            code="malformed",
            reason=_("It could not be read: %(error)s")
            % {"error": f"{type(error).__name__}: {str(error)[:120]}"},
        )


def reader_for(file: SourceFile) -> Reader | None:
    """Return the reader, or None for what belongs beside pages; raises `Unreadable`."""
    extension = file.path.suffix.lower().lstrip(".")
    if extension in _BESIDE or file.path.name.lower() in _BESIDE_NAMES:
        return None
    start = sniff(file.path)
    if not start.strip():
        raise Unreadable("empty", _("The file is empty."))
    if start.startswith(_PACKED):
        raise Unreadable(
            "packed",
            _("A packed file; unpack it and give the folder. Packed files are not opened."),
        )
    text, _encoding = decode(_whole_characters(start))
    head = text[:8192]
    if _XML.match(head) and not re.match(r"\s*<!doctype\s+html", head, re.IGNORECASE):
        if "wordpress.org/export" in text:
            return wordpress.read
        if re.search(r"<(?:rss|feed|rdf:RDF)\b", text):
            return feed_files.read
        if not re.search(r"<html\b", text, re.IGNORECASE):
            raise Unreadable("unknown_xml", _("XML, but neither a feed nor a WordPress export."))
    if extension == "csv" or csv_files.header_of(head.splitlines()[0])[0]:
        return csv_files.read
    if extension in ("html", "htm", "xhtml", "shtml", "php", "aspx") or _HTML.search(head):
        return saved_html.read
    return captured_text.read


def _whole_characters(start: bytes) -> bytes:
    """Return the start of a longer file without a character of UTF-8 that was cut at its end."""
    if len(start) < SNIFFED:
        return start
    for cut in range(1, 5):
        if start[-cut] & 0xC0 != 0x80:
            return start[:-cut] if start[-cut] >= 0xC0 else start
    return start

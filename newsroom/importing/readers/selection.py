"""Choice of the reader for a file, by its content first and by its name second."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from newsroom.importing.items import Item, ReaderOptions, Refusal, SourceFile
from newsroom.importing.readers import captured_text, csv_files, feed_files, saved_html, wordpress
from newsroom.importing.readers.files import SNIFFED_BYTES, UnreadableError, decode, sniff

Reader = Callable[[SourceFile, ReaderOptions], Iterator[Item | Refusal]]

# Extensions and names of files that a mirror holds beside its pages; none holds a statement.
_ASSET_EXTENSIONS = frozenset(
    {
        *("css", "js", "mjs", "map", "json", "md"),
        *("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "svg", "ico", "bmp", "tif", "tiff"),
        *("woff", "woff2", "ttf", "eot", "otf"),
        *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf"),
        *("mp3", "mp4", "m4a", "mov", "webm", "ogg", "wav", "avi"),
    }
)
_ASSET_NAMES = frozenset({"robots.txt", "readme.txt", "ads.txt", "sitemap.xml", "license.txt"})
_ARCHIVE_SIGNATURES = (
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


def read_file(file: SourceFile, options: ReaderOptions) -> Iterator[Item | Refusal]:
    """Yield the items of a file, or refusals with their reason. Bad input raises nothing."""
    try:
        reader = choose_reader(file)
        if reader is None:
            yield Refusal(
                source=file.name,
                code="beside",
                reason=_("Belongs to a site, but is no page."),
                expected=True,
            )
            return
        yield from reader(file, options)
    except UnreadableError as error:
        yield Refusal(
            source=file.name, code=error.code, reason=error.reason, expected=error.expected
        )
    except (RecursionError, MemoryError, ValueError, LookupError, ArithmeticError) as error:
        # Extraction libraries raise these for unexpected input; the other files must still be read.
        yield Refusal(
            source=file.name,
            code="malformed",
            reason=_("It could not be read: %(error)s")
            % {"error": f"{type(error).__name__}: {str(error)[:120]}"},
        )


def choose_reader(file: SourceFile) -> Reader | None:
    """Return the reader, or None for an asset of the site; raises `UnreadableError`."""
    extension = file.path.suffix.lower().lstrip(".")
    if extension in _ASSET_EXTENSIONS or file.path.name.lower() in _ASSET_NAMES:
        return None
    start = sniff(file.path)
    if not start.strip():
        raise UnreadableError("empty", _("The file is empty."))
    if start.startswith(_ARCHIVE_SIGNATURES):
        raise UnreadableError(
            "packed",
            _("A packed file; unpack it and give the folder. Packed files are not opened."),
        )
    text, _encoding = decode(_without_cut_character(start))
    head = text[:8192]
    if _XML.match(head) and not re.match(r"\s*<!doctype\s+html", head, re.IGNORECASE):
        if "wordpress.org/export" in text:
            return wordpress.read
        if re.search(r"<(?:rss|feed|rdf:RDF)\b", text):
            return feed_files.read
        if not re.search(r"<html\b", text, re.IGNORECASE):
            raise UnreadableError(
                "unknown_xml", _("XML, but neither a feed nor a WordPress export.")
            )
    if extension == "csv" or csv_files.read_header(head.splitlines()[0])[0]:
        return csv_files.read
    if extension in ("html", "htm", "xhtml", "shtml", "php", "aspx") or _HTML.search(head):
        return saved_html.read
    return captured_text.read


def _without_cut_character(start: bytes) -> bytes:
    """Return the sample without a UTF-8 character that is cut off at its end."""
    if len(start) < SNIFFED_BYTES:
        return start
    for cut in range(1, 5):
        if start[-cut] & 0xC0 != 0x80:
            return start[:-cut] if start[-cut] >= 0xC0 else start
    return start

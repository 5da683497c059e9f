"""Documents are what their extension says."""

import io
import zipfile

import pytest
from django.conf import settings

from home.demo.pdf import single_page_pdf
from newsroom.formats.documents import CHECKS, check_document
from newsroom.formats.errors import UnreadableFileError

OOXML = "application/vnd.openxmlformats-officedocument."
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode" + bytes(200)


def archive(name: str, text: str) -> bytes:
    """Return a ZIP file with one member more than that."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr(name, text)
        written.writestr("content.xml", "<a/>" * 200)
    return file.getvalue()


def office(part: str) -> bytes:
    """Return a file with the types that Office writes."""
    return archive(
        "[Content_Types].xml", f'<Types><Override ContentType="{OOXML}{part}.main+xml"/></Types>'
    )


GOOD = {
    "csv": "enw,teitl\r\nŷ,ŵ\r\n".encode(),
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
    "docx": office("wordprocessingml.document"),
    "odt": archive("mimetype", "application/vnd.oasis.opendocument.text"),
    "ods": archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    "pdf": single_page_pdf(title="Cyllideb", paragraphs=["Geiriau"], language="cy"),
    "pptx": office("presentationml.presentation"),
    "rtf": b"{\\rtf1\\ansi Geiriau}\n",
    "txt": "Geiriau Cymraeg: tŷ".encode("utf-16"),
    "xlsx": office("spreadsheetml.sheet"),
}


def test_every_accepted_extension_has_a_check():
    assert set(CHECKS) == set(settings.WAGTAILDOCS_EXTENSIONS) == set(GOOD)


@pytest.mark.parametrize("extension", GOOD)
def test_only_its_own_format_passes_for_an_extension(extension):
    check_document(GOOD[extension], extension=extension)
    texts = {"csv", "txt"}
    wrong = {name: content for name, content in GOOD.items() if name != extension}
    if extension in texts:
        wrong = {name: content for name, content in wrong.items() if name not in {*texts, "rtf"}}
        del wrong["pdf"]  # of the demo: text from beginning to end
    for content in (HTML, b"\xef\xbb\xbf \n<svg onload='a'>", PROGRAM, *wrong.values()):
        with pytest.raises(UnreadableFileError):
            check_document(content, extension=extension)


@pytest.mark.parametrize("extension", sorted(set(GOOD) - {"csv", "txt", "doc"}))
def test_half_a_document_is_refused(extension):
    with pytest.raises(UnreadableFileError):
        check_document(GOOD[extension][: len(GOOD[extension]) // 2], extension=extension)


def test_old_encodings_are_text():
    check_document("Tŷ, £5 – “ie”".encode("cp1252", errors="replace"), extension="txt")

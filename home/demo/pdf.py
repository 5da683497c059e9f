"""PDF documents of one page, written without a library."""

import textwrap

LEFT, TOP, LEADING = 64, 770, 18


def single_page_pdf(*, title: str, paragraphs: list[str], language: str) -> bytes:
    """Return an A4 page in Helvetica.

    Raises `UnicodeEncodeError` for letters outside Windows-1252, such as ŵ and ŷ.
    """
    lines = [(22, line) for line in textwrap.wrap(title, 42)] + [(11, "")]
    for paragraph in paragraphs:
        lines += [(11, line) for line in textwrap.wrap(paragraph, 84)] + [(11, "")]
    drawing, height = [b"BT"], TOP
    for size, line in lines:
        drawing.append(f"/F1 {size} Tf 1 0 0 1 {LEFT} {height} Tm".encode())
        drawing.append(b"(" + _escaped(line) + b") Tj")
        height -= round(LEADING * size / 12)
    drawing.append(b"ET")
    stream = b"\n".join(drawing)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (" + language.encode() + b") "
        b"/ViewerPreferences << /DisplayDocTitle true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _escaped(title) + b") /Producer (Lectern) >>",
    ]
    return _assemble(objects)


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        data = data.replace(special, b"\\" + special)
    return data


def _assemble(objects: list[bytes]) -> bytes:
    """Return the file: header, numbered objects, cross-reference table, trailer."""
    pdf = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        pdf += b"%010d 00000 n \n" % offset
    pdf += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    return bytes(pdf + b"startxref\n%d\n%%%%EOF\n" % start)

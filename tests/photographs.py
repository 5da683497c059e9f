"""Pictures in every accepted format with a camera's data, as telephones and programs write them."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, PngImagePlugin

MARK = "Zquilmark"  # stands in every kind of metadata
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>'
    f"{MARK}</rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
EXTENSIONS = ("jpg", "png", "webp", "gif", "avif", "heic")
# GIF has none. Pillow writes none into HEIC, and into AVIF outside Exif.
WITH_ORIENTATION = ("jpg", "png", "webp", "avif")


@dataclass(frozen=True)
class Photograph:
    """A picture with metadata."""

    name: str
    content: bytes


def photograph(extension: str, *, orientation: int = 6) -> Photograph:
    """Return a picture of two colours in the format of the extension, with its metadata."""
    image = Image.new("RGB", (60, 40), "teal")
    image.paste("maroon", (0, 0, 20, 10))
    file = io.BytesIO()
    exif = _exif(orientation)
    if extension == "gif":
        frames = [image.convert("P"), image.rotate(180).convert("P")]
        frames[0].save(
            file, "GIF", save_all=True, append_images=frames[1:], comment=MARK, loop=0, xmp=XMP
        )
    elif extension == "png":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", MARK)
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        texts.add_text("Comment", MARK, zip=True)
        image.save(file, "PNG", pnginfo=texts, exif=exif, icc_profile=PROFILE)
    elif extension == "jpg":
        image.save(file, "JPEG", exif=exif, xmp=XMP, comment=MARK, icc_profile=PROFILE, quality=90)
    else:
        formats = {"webp": "WEBP", "avif": "AVIF", "heic": "HEIF"}
        image.save(file, formats[extension], exif=exif, xmp=XMP, icc_profile=PROFILE)
    content = file.getvalue()
    if extension == "jpg":
        content = _with_more_segments(content)
    if extension not in ("avif", "heic"):
        content += MARK.encode()  # appended data, such as a film
    else:
        content += struct.pack(">I4s", 8 + 16 + len(MARK), b"uuid") + bytes(16) + MARK.encode()
    return Photograph(f"bridge.{extension}", content)


def mark_in(content: bytes) -> bool:
    """Return whether the mark is in the file, also compressed or in two-byte letters."""
    if MARK.encode() in content or MARK.encode("utf-16-le") in content:
        return True
    if content.startswith(b"\x89PNG"):
        position = 8
        while position < len(content):
            length = int.from_bytes(content[position : position + 4], "big")
            if content[position + 4 : position + 8] == b"zTXt":
                text = content[position + 8 : position + 8 + length].partition(b"\0")[2][1:]
                if MARK.encode() in zlib.decompress(text):
                    return True
            position += 12 + length
    return False


def pixels(content: bytes) -> list[bytes]:
    """Return the decoded frames."""
    with Image.open(io.BytesIO(content)) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(image.convert("RGBA").tobytes())
        return frames


def _exif(orientation: int) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = MARK  # Make
    data[0x013B] = MARK  # Artist
    position = data.get_ifd(0x8825)
    position[1], position[2] = "N", (51.0, 27.0, 43.0)
    position[28] = MARK.encode()  # GPSAreaInformation
    return data


def _with_more_segments(content: bytes) -> bytes:
    """Return the JPEG with IPTC, a thumbnail in JFIF and a segment of a camera's maker."""
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + MARK.encode()
    segments = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", 2 + len(body)) + body
        for marker, body in (
            (0xED, iptc),
            (0xE2, b"MPF\0" + MARK.encode()),
            (0xE0, b"JFXX\0\x13" + MARK.encode()),
            (0xE9, MARK.encode()),
        )
    )
    jfif = content.index(b"JFIF\0") - 4
    length = int.from_bytes(content[jfif + 2 : jfif + 4], "big")
    thumbnail = MARK.encode()  # three pixels of three bytes
    first = b"\xff\xe0" + struct.pack(">H", length + len(thumbnail))
    first += content[jfif + 4 : jfif + 16] + b"\x03\x01" + thumbnail
    return b"\xff\xd8" + first + segments + content[jfif + 2 + length :]

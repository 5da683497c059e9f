"""How a picture must be turned, as the camera's data say it, and the data that say only that."""

import io
import struct
import warnings

from PIL import Image

from newsroom.formats.errors import UnreadableFileError

ORIENTATION = 0x0112  # the tag of TIFF and Exif
UPRIGHT = 1
# A TIFF header of one directory with one entry: the tag, a short integer, one value.
_DIRECTORY = ">2sHIHHHIHHI"


def orientation_of(picture: bytes) -> int:
    """Return the orientation from 1 (upright) to 8, by Exif or XMP; upright where these are broken.

    Raises `UnreadableFileError` for a file that cannot be opened.
    """
    try:
        opened = Image.open(io.BytesIO(picture))
    except Exception as error:
        raise UnreadableFileError("The picture cannot be read.") from error
    with opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about broken Exif data, which are removed
        try:
            value = opened.getexif().get(ORIENTATION, UPRIGHT)
        except Exception:
            value = UPRIGHT
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def exif_with(orientation: int) -> bytes:
    """Return Exif data with the orientation and nothing else, without a prefix."""
    return struct.pack(_DIRECTORY, b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)

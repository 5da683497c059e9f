"""Alternative texts of pictures that are file names, which say nothing to those who hear them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from newsroom.blocks.base import Remark

_FILE_NAME = re.compile(
    r"^\s*(?:"
    r".*\.(?:avif|gif|heic|jpe?g|png|tiff?|webp)"
    # Cameras and programs: IMG_2034, DSC 0012, Screenshot 2025-11-03 at 10.12, WhatsApp Image 2025…
    r"|(?:img|dsc[nf]?|pxl|mvi|p|image|photo|picture|scan|screen ?shot|whatsapp image)"
    r"[-_ ]?\(?\d[\w\-:. ()]*"
    # One word of digits and separators, such as 20251103_101233 or harbour-final_2.
    r"|[\w\-]*_[\w\-]*|\d[\d\-_.:() ]*"
    r")\s*$",
    re.IGNORECASE,
)


def is_file_name(text: str) -> bool:
    """Return whether an alternative text is the name of a file."""
    return bool(_FILE_NAME.match(text))


def file_name_remarks(pictures: Iterable[Any]) -> Iterator[Remark]:
    """Yield a remark for each chosen picture whose alternative text is a file name."""
    for picture in pictures:
        text = getattr(picture, "contextual_alt_text", None) or ""
        if is_file_name(text):
            yield Remark(message=file_name_message(text), blocks_publication=True)


def file_name_message(text: str) -> str:
    """Return what is said about an alternative text that is a file name."""
    return _(
        "The alternative text “%(text)s” is the name of a file. Say what the picture shows."
    ) % {"text": text.strip()}

"""What the API, search and the importer make of a picture."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from newsroom.blocks.alternative_text import file_name_remarks
from newsroom.blocks.base import (
    ApiContext,
    ImportedPart,
    ImportedPicture,
    ImportExample,
    ImportMapping,
    PlainText,
    References,
    Remark,
)
from newsroom.blocks.figure.block import FigureValue
from newsroom.blocks.stored import image_number


def references(stored: dict[str, Any], wanted: References) -> None:
    """Add the image."""
    wanted.images.add(image_number(stored))


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any] | None:
    """Return the image with its sizes, alternative text, caption and credit; None without it."""
    image = context.image(image_number(stored))
    if image is None:
        return None
    chosen = stored["image"] if isinstance(stored["image"], dict) else {}
    decorative = bool(chosen.get("decorative"))
    return {
        **image,
        "alt": "" if decorative else chosen.get("alt_text") or "",
        "decorative": decorative,
        "caption": stored.get("caption") or "",
        "credit": stored.get("credit") or image["credit"],
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a figure with the caption and the credit, in the active language.

    Lead pictures, which have the same shape, are written by this too.
    """
    credit = _("Picture: %(credit)s") % {"credit": shape["credit"]} if shape["credit"] else ""
    lines = [escape(line) for line in (shape["caption"], credit) if line]
    caption = f"<figcaption>{' '.join(lines)}</figcaption>" if lines else ""
    return (
        f'<figure><img src="{escape(shape["url"])}" width="{shape["width"]}" '
        f'height="{shape["height"]}" alt="{escape(shape["alt"])}">{caption}</figure>'
    )


def search_text(value: FigureValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the alternative text, the caption and the credit of this block."""
    yield getattr(value.get("image"), "contextual_alt_text", None) or ""
    yield value.get("caption") or ""
    yield value.get("credit") or ""


def remarks(values: Sequence[FigureValue]) -> Iterator[Remark]:
    """Yield a remark for each alternative text that is a file name."""
    yield from file_name_remarks(value.get("image") for value in values)


def _imported(parts: Sequence[ImportedPart]) -> dict[str, Any] | None:
    (part,) = parts
    if part.picture is None:
        return None
    return {
        "image": {
            "image": part.picture.image,
            "decorative": part.picture.alt == "",
            "alt_text": part.picture.alt or "",
        },
        "caption": part.picture.caption,
        "credit": "",
    }


IMPORT_MAPPING = ImportMapping(
    kinds=frozenset({"picture"}),
    value=_imported,
    examples=[
        ImportExample(
            parts=[
                ImportedPart(picture=ImportedPicture(image=7, alt="Hills", caption="The road."))
            ],
            value={
                "image": {"image": 7, "decorative": False, "alt_text": "Hills"},
                "caption": "The road.",
                "credit": "",
            },
        ),
        ImportExample(
            parts=[ImportedPart(picture=ImportedPicture(image=7, alt="", caption=""))],
            value={
                "image": {"image": 7, "decorative": True, "alt_text": ""},
                "caption": "",
                "credit": "",
            },
        ),
    ],
)

"""Examples of a picture."""

from typing import Any

from newsroom.blocks.base import Example, ExampleObjects

_CREDITS = {"en": "Picture: A. Photographer", "cy": "Llun: A. Photographer"}


def _stored(objects: ExampleObjects) -> dict[str, Any]:
    return {
        "image": {"image": objects.image, "alt_text": "Hills", "decorative": False},
        "caption": "The road over the top.",
        "credit": "A. Photographer",
    }


_FILE = "http://localhost/media/images/token/hills.width-320.format-"
PICTURE_FILE = f"{_FILE}png.png"
PICTURE_SIZES = [
    {"url": _FILE + name, "width": 60, "height": 40, "media_type": media_type}
    for name, media_type in (
        ("avif.avifquality-50.avif", "image/avif"),
        ("png.png", "image/png"),
        ("webp.webpquality-75.webp", "image/webp"),
    )
]

EXAMPLES = [
    Example(
        stored=_stored,
        needs=frozenset({"image"}),
        page={
            code: '<figcaption class="caption">The road over the top.'
            f'<span class="credit">{credit}</span></figcaption></figure>'
            for code, credit in _CREDITS.items()
        },
        api=lambda objects: {
            "url": PICTURE_FILE,
            "width": 60,
            "height": 40,
            "media_type": "image/png",
            "alt": "Hills",
            "decorative": False,
            "caption": "The road over the top.",
            "credit": "A. Photographer",
            "sizes": PICTURE_SIZES,
        },
        api_html={
            code: f'<figure><img src="{PICTURE_FILE}" width="60" height="40" alt="Hills">'
            f"<figcaption>The road over the top. {credit}</figcaption></figure>"
            for code, credit in _CREDITS.items()
        },
        feed={
            code: f'<figure><img src="{PICTURE_FILE}" width="60" height="40" alt="Hills">'
            f"<figcaption>The road over the top. {credit}</figcaption></figure>"
            for code, credit in _CREDITS.items()
        },
        search=["Hills", "The road over the top.", "A. Photographer"],
    )
]

"""Examples of a gallery."""

from typing import Any

from newsroom.blocks.base import Example, ExampleObjects
from newsroom.blocks.figure.examples import PICTURE_FILE, PICTURE_SIZES

_CREDITS = {"en": "Picture: Lectern", "cy": "Llun: Lectern"}


def _stored(objects: ExampleObjects) -> dict[str, Any]:
    pictures = [
        {
            "image": {"image": objects.image, "alt_text": "Hills", "decorative": False},
            "caption": "Before.",
            "credit": "",
        },
        {
            "image": {"image": objects.image, "alt_text": "", "decorative": True},
            "caption": "After.",
            "credit": "",
        },
    ]
    items = [
        {"type": "item", "value": picture, "id": f"picture-{number}"}
        for number, picture in enumerate(pictures)
    ]
    return {"heading": "Along the route", "pictures": items}


_IMAGE = {
    "url": PICTURE_FILE,
    "width": 60,
    "height": 40,
    "media_type": "image/png",
    "credit": "Lectern",
    "sizes": PICTURE_SIZES,
}
_IMG = f'<img src="{PICTURE_FILE}" width="60" height="40"'

EXAMPLES = [
    Example(
        stored=_stored,
        needs=frozenset({"image"}),
        page={
            code: '<figcaption class="caption">After.'
            f'<span class="credit">{credit}</span></figcaption></figure></div></div>'
            for code, credit in _CREDITS.items()
        },
        api=lambda objects: {
            "heading": "Along the route",
            "pictures": [
                {**_IMAGE, "alt": "Hills", "decorative": False, "caption": "Before."},
                {**_IMAGE, "alt": "", "decorative": True, "caption": "After."},
            ],
        },
        api_html={
            code: "<h2>Along the route</h2>"
            f'<figure>{_IMG} alt="Hills">'
            f"<figcaption>Before. {credit}</figcaption></figure>"
            f'<figure>{_IMG} alt=""><figcaption>After. {credit}</figcaption></figure>'
            for code, credit in _CREDITS.items()
        },
        feed={
            code: "<h2>Along the route</h2>"
            f'<figure>{_IMG} alt="Hills"><figcaption>Before. {credit}</figcaption></figure>'
            f'<figure>{_IMG} alt=""><figcaption>After. {credit}</figcaption></figure>'
            for code, credit in _CREDITS.items()
        },
        search=["Along the route", "Hills", "Before.", "After."],
    )
]

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
            "url": "http://localhost/media/original_images/token/hills.png",
            "width": 60,
            "height": 40,
            "media_type": "image/png",
            "alt": "Hills",
            "decorative": False,
            "caption": "The road over the top.",
            "credit": "A. Photographer",
            "sizes": [],
        },
        api_html={
            code: '<figure><img src="http://localhost/media/original_images/token/hills.png" '
            'width="60" height="40" alt="Hills">'
            f"<figcaption>The road over the top. {credit}</figcaption></figure>"
            for code, credit in _CREDITS.items()
        },
        feed={
            code: '<figure><img src="http://localhost/media/images/token/'
            'hills.width-320.format-png.png" width="60" height="40" alt="Hills">'
            f"<figcaption>The road over the top. {credit}</figcaption></figure>"
            for code, credit in _CREDITS.items()
        },
        search=["Hills", "The road over the top.", "A. Photographer"],
    )
]

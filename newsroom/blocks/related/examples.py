"""Examples of related statements."""

from newsroom.blocks.base import Example, same

_LINKS = {"en": "/news/chosen/", "cy": "/cy/newyddion/chosen/"}
_HEADINGS = {"en": "Related statements", "cy": "Datganiadau cysylltiedig"}

EXAMPLES = [
    Example(
        stored=lambda objects: {
            "heading": "",
            "statements": [{"type": "item", "value": objects.statement, "id": "statement"}],
        },
        needs=frozenset({"statement"}),
        page={
            code: f'<aside class="part-related"><h2>{heading}</h2><ul class="plain-list">'
            f'<li><a href="{_LINKS[code]}">Chosen</a>'
            for code, heading in _HEADINGS.items()
        },
        api=lambda objects: {"heading": "", "statements": [objects.statement]},
        api_html=same(""),
        feed=None,
        search=[],
    )
]

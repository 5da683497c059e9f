"""Examples of a callout."""

from newsroom.blocks.base import Example, same

_TEXT = "<p>Write to the office before Friday.</p>"

EXAMPLES = [
    Example(
        stored=lambda objects: {"heading": "What you can do", "text": _TEXT},
        page=same(f'<div class="part-callout"><h2>What you can do</h2>{_TEXT}</div>'),
        api=lambda objects: {"heading": "What you can do", "html": _TEXT},
        api_html=same(f"<h2>What you can do</h2>{_TEXT}"),
        feed=same(f"<h2>What you can do</h2>{_TEXT}"),
        search=["What you can do", "Write to the office before Friday."],
    )
]

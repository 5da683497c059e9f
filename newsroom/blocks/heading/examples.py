"""Examples of a heading."""

from newsroom.blocks.base import Example, same

EXAMPLES = [
    Example(
        stored=lambda objects: {"text": "Buses & trains", "level": "2"},
        page=same('<h2 id="buses-trains">Buses &amp; trains</h2>'),
        api=lambda objects: {"text": "Buses & trains", "level": 2},
        api_html=same("<h2>Buses &amp; trains</h2>"),
        feed=same("<h2>Buses &amp; trains</h2>"),
        search=["Buses & trains"],
    ),
    Example(
        stored=lambda objects: {"text": "A part of a section", "level": "3"},
        page=same('<h3 id="a-part-of-a-section">A part of a section</h3>'),
        api=lambda objects: {"text": "A part of a section", "level": 3},
        api_html=same("<h3>A part of a section</h3>"),
        feed=same("<h3>A part of a section</h3>"),
        search=["A part of a section"],
    ),
]

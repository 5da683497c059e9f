"""Examples of a key figure."""

from newsroom.blocks.base import Example

_STORED = {"figure": "28%", "meaning": "fewer journeys", "source": "StatsCymru"}
_SOURCES = {"en": "Source: StatsCymru", "cy": "Ffynhonnell: StatsCymru"}

EXAMPLES = [
    Example(
        stored=lambda objects: _STORED,
        page={
            code: '<div class="part-key-figure"><p class="part-key-figure__figure">28%</p>'
            '<p class="part-key-figure__meaning">fewer journeys</p>'
            f'<p class="part-key-figure__source">{source}</p></div>'
            for code, source in _SOURCES.items()
        },
        api=lambda objects: _STORED,
        api_html={
            code: f"<p><strong>28%</strong> fewer journeys<br>{source}</p>"
            for code, source in _SOURCES.items()
        },
        feed={
            code: f"<p>28%</p><p>fewer journeys</p><p>{source}</p>"
            for code, source in _SOURCES.items()
        },
        search=["28%", "fewer journeys", "StatsCymru"],
    )
]

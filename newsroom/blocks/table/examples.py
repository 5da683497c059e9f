"""Examples of a table."""

from newsroom.blocks.base import Example

_STORED = {
    "table": {
        "columns": [
            {"type": "text", "heading": "Year"},
            {"type": "number", "heading": "Journeys"},
            {"type": "rich_text", "heading": "Note"},
        ],
        "rows": [
            {"values": ["2024", "402,950", "<p><b>New</b> timetable</p>"]},
            {"values": ["2025", "301,100", ""]},
        ],
        "caption": "Journeys by bus",
    },
    "source": "StatsCymru",
}
_SOURCES = {"en": "Source: StatsCymru", "cy": "Ffynhonnell: StatsCymru"}
_HEAD = (
    '<caption>Journeys by bus</caption><thead><tr><th scope="col">Year</th>'
    '<th scope="col"{number}>Journeys</th><th scope="col">Note</th></tr></thead>'
)
_BODY = (
    '<tbody><tr><th scope="row">2024</th><td{number}>402,950</td>'
    "<td><p><b>New</b> timetable</p></td></tr>"
    '<tr><th scope="row">2025</th><td{number}>301,100</td><td></td></tr></tbody>'
)
_TABLE = f"<table>{_HEAD}{_BODY}</table>"
_FIGURES = {
    code: f"<figure>{_TABLE.format(number='')}<figcaption>{source}</figcaption></figure>"
    for code, source in _SOURCES.items()
}

EXAMPLES = [
    Example(
        stored=lambda objects: _STORED,
        page={
            code: _TABLE.format(number=' class="number"')
            + f"</div><figcaption>{source}</figcaption></figure>"
            for code, source in _SOURCES.items()
        },
        api=lambda objects: {
            "caption": "Journeys by bus",
            "columns": [
                {"heading": "Year", "type": "text"},
                {"heading": "Journeys", "type": "number"},
                {"heading": "Note", "type": "rich_text"},
            ],
            "rows": [
                ["2024", "402,950", "<p><b>New</b> timetable</p>"],
                ["2025", "301,100", ""],
            ],
            "source": "StatsCymru",
        },
        api_html=_FIGURES,
        feed=_FIGURES,
        search=[
            *("Journeys by bus", "Year", "Journeys", "Note"),
            *("2024", "402,950", "New timetable", "2025", "301,100"),
            "StatsCymru",
        ],
    )
]

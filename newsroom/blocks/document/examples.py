"""Examples of a file to download."""

from newsroom.blocks.base import Example, same

_ADDRESS = "http://localhost/documents/token/evidence.txt"

EXAMPLES = [
    Example(
        stored=lambda objects: {
            "document": objects.document,
            "title": "",
            "description": "As sent to the committee.",
        },
        needs=frozenset({"document"}),
        page=same(
            '<a href="/documents/token/evidence.txt">Evidence</a>'
            '<span class="part-document__kind">TXT, 2.0 KB</span></p>'
            "<p>As sent to the committee.</p>"
        ),
        api=lambda objects: {
            "title": "Evidence",
            "url": _ADDRESS,
            "filename": "evidence.txt",
            "media_type": "text/plain",
            "size": 2_048,
            "description": "As sent to the committee.",
        },
        api_html=same(f'<p><a href="{_ADDRESS}">Evidence</a><br>As sent to the committee.</p>'),
        feed=same(
            f'<p><a href="{_ADDRESS}">Evidence</a>TXT, 2.0&nbsp;KB</p>'
            "<p>As sent to the committee.</p>"
        ),
        search=["Evidence", "As sent to the committee."],
    )
]

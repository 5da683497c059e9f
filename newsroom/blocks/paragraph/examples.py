"""Examples of running text."""

from newsroom.blocks.base import Example, same

_TEXT = (
    "<p>The office has asked for one public body that answers for the <b>whole</b> journey.</p>"
    "<ul><li>one thing;</li><li>another.</li></ul>"
)

EXAMPLES = [
    Example(
        stored=lambda objects: _TEXT,
        page=same(_TEXT),
        api=lambda objects: {"html": _TEXT},
        api_html=same(_TEXT),
        feed=same(_TEXT),
        search=[
            "The office has asked for one public body that answers for the whole journey. "
            "one thing; another."
        ],
    ),
    Example(
        stored=lambda objects: f'<p>See <a linktype="document" id="{objects.document}">it</a>.</p>',
        needs=frozenset({"document"}),
        page=same('<p>See <a href="/documents/token/evidence.txt">it</a>.</p>'),
        api=lambda objects: {
            "html": '<p>See <a href="http://localhost/documents/token/evidence.txt">it</a>.</p>'
        },
        api_html=same('<p>See <a href="http://localhost/documents/token/evidence.txt">it</a>.</p>'),
        feed=same('<p>See <a href="http://localhost/documents/token/evidence.txt">it</a>.</p>'),
        search=["See it."],
    ),
]

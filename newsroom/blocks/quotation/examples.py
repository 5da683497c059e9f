"""Examples of a quotation."""

from newsroom.blocks.base import Example, same

_FULL = {
    "words": "<p>A timetable is a <b>promise</b>.</p>",
    "speaker": "Mared Puw",
    "role": "Member",
    "language": "cy",
    "source": "https://record.example.org/1",
}
_QUOTED = (
    '<blockquote lang="cy" cite="https://record.example.org/1">'
    "<p>A timetable is a <b>promise</b>.</p></blockquote>"
)
_CAPTION = (
    "<figcaption><strong>Mared Puw</strong>, Member · "
    '<a href="https://record.example.org/1">{}</a></figcaption>'
)
_CAPTIONS = {
    "en": _CAPTION.format("Source of the quotation"),
    "cy": _CAPTION.format("Ffynhonnell y dyfyniad"),
}
_FIGURES = {code: f"<figure>{_QUOTED}{caption}</figure>" for code, caption in _CAPTIONS.items()}
_WORDS = {"words": "<p>Just words.</p>", "speaker": "", "role": "", "language": "", "source": ""}

EXAMPLES = [
    Example(
        stored=lambda objects: _FULL,
        page={
            code: f'<figure class="part-quotation">{_QUOTED}{caption}</figure>'
            for code, caption in _CAPTIONS.items()
        },
        api=lambda objects: {
            "html": "<p>A timetable is a <b>promise</b>.</p>",
            "speaker": "Mared Puw",
            "role": "Member",
            "language": "cy",
            "source": "https://record.example.org/1",
        },
        api_html=_FIGURES,
        feed=_FIGURES,
        search=["A timetable is a promise.", "Mared Puw", "Member"],
    ),
    Example(
        stored=lambda objects: _WORDS,
        page=same("<blockquote><p>Just words.</p></blockquote></figure>"),
        api=lambda objects: {
            "html": "<p>Just words.</p>",
            "speaker": "",
            "role": "",
            "language": None,
            "source": None,
        },
        api_html=same("<figure><blockquote><p>Just words.</p></blockquote></figure>"),
        feed=same("<figure><blockquote><p>Just words.</p></blockquote></figure>"),
        search=["Just words."],
    ),
]

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

_DRAFT = {**_FULL, "said_on": "2016-06-14", "record_version": "draft"}
_DAYS = {"en": "14 June 2016", "cy": "14 Mehefin 2016"}
_NOTES = {
    "en": "(draft of the Record, which may still change)",
    "cy": "(drafft o’r Cofnod, a all newid eto)",
}
_DRAFT_START = (
    f"{_QUOTED}<figcaption><strong>Mared Puw</strong>, Member · "
    '<time datetime="2016-06-14">{}</time> · <a href="https://record.example.org/1">'
)
_LINKS = {"en": "Source of the quotation", "cy": "Ffynhonnell y dyfyniad"}


def _draft(*, opening: str, note: str) -> dict[str, str]:
    """Return the HTML of the draft quotation, which exits differ in by the tag around its note."""
    return {
        code: f"<figure{opening}>{_DRAFT_START.format(_DAYS[code])}{_LINKS[code]}</a>"
        f"{note.format(_NOTES[code])}</figcaption></figure>"
        for code in _DAYS
    }


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
            "date": None,
            "record_version": None,
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
            "date": None,
            "record_version": None,
        },
        api_html=same("<figure><blockquote><p>Just words.</p></blockquote></figure>"),
        feed=same("<figure><blockquote><p>Just words.</p></blockquote></figure>"),
        search=["Just words."],
    ),
    Example(
        stored=lambda objects: _DRAFT,
        page=_draft(opening=' class="part-quotation"', note="<span>{}</span>"),
        api=lambda objects: {
            "html": "<p>A timetable is a <b>promise</b>.</p>",
            "speaker": "Mared Puw",
            "role": "Member",
            "language": "cy",
            "source": "https://record.example.org/1",
            "date": "2016-06-14",
            "record_version": "draft",
        },
        api_html=_draft(opening="", note=" {}"),
        feed=_draft(opening="", note="{}"),
        search=["A timetable is a promise.", "Mared Puw", "Member"],
    ),
]

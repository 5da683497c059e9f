"""Examples of a film."""

from newsroom.blocks.base import Example

_URL = "https://vimeo.com/123456789"
_PLAYER = "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1"
_LABELS = {"en": "Watch the film: A question", "cy": "Gwylio’r ffilm: A question"}
_TRANSCRIPTS = {"en": "Transcript", "cy": "Trawsgrifiad"}
_HOSTS = {
    "en": "The film is kept at vimeo.com. Nothing is sent there before you choose to watch it.",
    "cy": "Mae’r ffilm ar vimeo.com. Ni chaiff dim ei anfon yno nes i chi ddewis ei gwylio.",
}

EXAMPLES = [
    Example(
        stored=lambda objects: {"url": _URL, "title": "A question", "transcript": "Words."},
        page={
            code: f'<a href="{_URL}" data-player="{_PLAYER.replace("&", "&amp;")}" '
            f'data-title="A question">{label}</a><p>{_HOSTS[code]}</p></div><details>'
            f"<summary>{_TRANSCRIPTS[code]}</summary><p>Words.</p></details>"
            for code, label in _LABELS.items()
        },
        api=lambda objects: {
            "url": _URL,
            "title": "A question",
            "transcript": "Words.",
            "host": "vimeo.com",
            "player_url": _PLAYER,
        },
        api_html={
            code: f'<p><a href="{_URL}">{label}</a></p><h3>{_TRANSCRIPTS[code]}</h3><p>Words.</p>'
            for code, label in _LABELS.items()
        },
        feed={
            code: f'<figure><a href="{_URL}">{label}</a><p>{_HOSTS[code]}</p>'
            f"{_TRANSCRIPTS[code]}<p>Words.</p></figure>"
            for code, label in _LABELS.items()
        },
        search=["A question", "Words."],
    )
]

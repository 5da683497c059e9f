"""How do a body's blocks read as one piece of HTML, for partners who only want to show it?

Pure: the blocks that `bodies` wrote in, HTML out. Everything that is not HTML yet is escaped here;
what is, was sanitised there. The classes are few and carry no style.
"""

from collections.abc import Callable
from html import escape

from django.utils import translation
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from newsroom.blocks import BLOCK_TYPES

HEADING_LEVELS = (2, 3)


def html_of(blocks: list[dict], *, language: str) -> str:
    """Return the blocks as HTML; the few words of our own are in `language`."""
    with translation.override(language):
        pieces = [_writer(block["type"])(block["value"]) for block in blocks]
    return "\n".join(piece for piece in pieces if piece)


def _writer(kind: str) -> Callable[[dict], str]:
    return BLOCK_TYPES[kind].api_html if kind in BLOCK_TYPES else WRITERS[kind]


def _heading(value: dict) -> str:
    level = value["level"] if value["level"] in HEADING_LEVELS else HEADING_LEVELS[0]
    return f"<h{level}>{escape(value['text'])}</h{level}>"


def _paragraph(value: dict) -> str:
    return value["html"]


def _figure(value: dict) -> str:
    return picture_html(value)


def picture_html(picture: dict) -> str:
    """Return a picture with its caption and credit."""
    credit = _("Picture: %(credit)s") % {"credit": picture["credit"]} if picture["credit"] else ""
    lines = [escape(line) for line in (picture["caption"], credit) if line]
    caption = f"<figcaption>{' '.join(lines)}</figcaption>" if lines else ""
    return (
        f'<figure><img src="{escape(picture["url"])}" width="{picture["width"]}" '
        f'height="{picture["height"]}" alt="{escape(picture["alt"])}">{caption}</figure>'
    )


def _gallery(value: dict) -> str:
    heading = f"<h2>{escape(value['heading'])}</h2>" if value["heading"] else ""
    return heading + "".join(picture_html(picture) for picture in value["pictures"])


def _document(value: dict) -> str:
    about = f"<br>{escape(value['description'])}" if value["description"] else ""
    return f'<p><a href="{escape(value["url"])}">{escape(value["title"])}</a>{about}</p>'


def _video(value: dict) -> str:
    url = _safe(value["url"])
    label = escape(_("Watch the film: %(title)s") % {"title": value["title"]})
    link = f'<p><a href="{url}">{label}</a></p>' if url else f"<p>{label}</p>"
    if not value["transcript"]:
        return link
    words = linebreaks(value["transcript"], autoescape=True)
    return f"{link}<h3>{escape(_('Transcript'))}</h3>{words}"


def _table(value: dict) -> str:
    kinds = [column["type"] for column in value["columns"]]
    caption = f"<caption>{escape(value['caption'])}</caption>" if value["caption"] else ""
    head = "".join(f'<th scope="col">{escape(row["heading"])}</th>' for row in value["columns"])
    body = "".join(
        "<tr>"
        + "".join(
            _cell(cell, kind=kind, first=not at)
            for at, (cell, kind) in enumerate(zip(row, kinds, strict=False))
        )
        + "</tr>"
        for row in value["rows"]
    )
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    source = _source(value["source"])
    note = f"<figcaption>{source}</figcaption>" if source else ""
    return f"<figure>{table}{note}</figure>"


def _cell(cell: str, *, kind: str, first: bool) -> str:
    if first and kind == "text":
        return f'<th scope="row">{escape(cell)}</th>'
    return f"<td>{cell if kind == 'rich_text' else escape(cell)}</td>"


def _callout(value: dict) -> str:
    heading = f"<h2>{escape(value['heading'])}</h2>" if value["heading"] else ""
    return heading + value["html"]


def _key_figure(value: dict) -> str:
    lines = [f"<strong>{escape(value['figure'])}</strong> {escape(value['meaning'])}"]
    lines += [source] if (source := _source(value["source"])) else []
    return f"<p>{'<br>'.join(lines)}</p>"


def _related(value: dict) -> str:
    """Links to other statements are navigation; one withdrawn must not live on in a copy."""
    return ""


def _source(source: str) -> str:
    return escape(_("Source: %(source)s") % {"source": source}) if source else ""


def _safe(url: str | None) -> str:
    """Return a web address for an attribute, "" for anything else that a field may hold."""
    return escape(url) if url and url.startswith(("http://", "https://")) else ""


WRITERS: dict[str, Callable[[dict], str]] = {
    "callout": _callout,
    "document": _document,
    "figure": _figure,
    "gallery": _gallery,
    "heading": _heading,
    "key_figure": _key_figure,
    "paragraph": _paragraph,
    "related": _related,
    "table": _table,
    "video": _video,
}

"""Conversion of plain-text markup into the blocks of a body.

Blank lines separate the parts. `## ` and `### ` begin headings, `- ` and `1. ` lists, `> `
quotations (their last line is `-- speaker | role | language | address`), `::name argument` every
other block, followed by lines of `key: value` or `| cell | cell |`. Anything else is a paragraph
with **bold**, *italic* and [links](https://example.org/). Straight quotes and apostrophes become
curly ones.
"""

import html
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_NUMBERED = re.compile(r"\d+\. ")
_OPENING = re.compile(r'(^|[\s(\[—–>/])"')


class UnreadableTextError(ValueError):
    """A text that does not follow the markup; the message names the part."""


@dataclass(frozen=True, kw_only=True)
class PictureReference:
    """A picture in a body: its primary key and its alternative text in the page's language."""

    image_id: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What a text may refer to: pictures and documents by name, statements by key."""

    pictures: Mapping[str, PictureReference] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)


def smart_quotes(text: str) -> str:
    """Return `text` with curly quotation marks and apostrophes."""
    text = _OPENING.sub(r"\1“", text).replace('"', "”")
    return text.replace("'", "’")


def rich_text(chunk: str) -> str:
    """Return a paragraph or a list as HTML."""
    lines = chunk.splitlines()
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    if all(_NUMBERED.match(line) for line in lines):
        items = (line.partition(". ")[2] for line in lines)
        return "<ol>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ol>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def read_body(text: str, *, resources: Resources, seed: str = "") -> list[dict]:
    """Return raw blocks with ids that depend only on `seed` and the text.

    Raises `UnreadableTextError` for an unknown block and for a name missing in `resources`.
    """
    blocks: list[dict] = []
    for chunk in filter(None, (piece.strip() for piece in re.split(r"\n\s*\n", text))):
        kind, value = _block(chunk, resources)
        if kind == "paragraph" and blocks and blocks[-1]["type"] == "paragraph":
            blocks[-1]["value"] += value
        else:
            blocks.append({"type": kind, "value": value})
    for order, block in enumerate(blocks):
        block["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{seed} {order} {block['type']}"))
    return blocks


def _inline(text: str) -> str:
    """Return a line of markup as HTML."""
    text = html.escape(smart_quotes(text), quote=False)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)


def _block(chunk: str, resources: Resources) -> tuple[str, object]:
    if chunk.startswith("#"):
        marks, _, text = chunk.partition(" ")
        return "heading", {"text": smart_quotes(text), "level": str(len(marks))}
    if chunk.startswith("> "):
        return "quotation", _quotation(chunk)
    if not chunk.startswith("::"):
        return "paragraph", rich_text(chunk)
    first, *lines = chunk.splitlines()
    name, _, argument = first[2:].partition(" ")
    if name not in _READERS:
        raise UnreadableTextError(f"There is no block “{name}”.")
    try:
        return name, _READERS[name](argument.strip(), lines, resources)
    except KeyError as error:
        raise UnreadableTextError(f"“{first}” names {error}, which does not exist.") from error


def _quotation(chunk: str) -> dict:
    words, _, credit = chunk.partition("\n-- ")
    paragraphs = " ".join(line.removeprefix(">").strip() for line in words.splitlines())
    speaker, role, language, source = (
        [smart_quotes(part.strip()) for part in credit.split("|")] + [""] * 4
    )[:4]
    return {
        "words": f"<p>{_inline(paragraphs)}</p>",
        "speaker": speaker,
        "role": role,
        "language": language,
        "source": source,
    }


def _fields(lines: list[str]) -> dict[str, str]:
    """Return the `key: value` lines as a dictionary."""
    pairs = (line.partition(": ") for line in lines if not line.startswith("|"))
    return {key.strip(): smart_quotes(value.strip()) for key, _, value in pairs}


def _cells(line: str) -> list[str]:
    return [smart_quotes(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _figure_value(name: str, caption: str, resources: Resources) -> dict:
    picture = resources.pictures[name]
    image = {"image": picture.image_id, "decorative": False, "alt_text": picture.alt}
    return {"image": image, "caption": caption, "credit": ""}


def _figure(argument: str, lines: list[str], resources: Resources) -> dict:
    return _figure_value(argument, _fields(lines).get("caption", ""), resources)


def _gallery(argument: str, lines: list[str], resources: Resources) -> dict:
    rows = [_cells(line) for line in lines if line.startswith("|")]
    return {
        "heading": smart_quotes(argument),
        "pictures": [_item(_figure_value(name, caption, resources)) for name, caption in rows],
    }


def _document(argument: str, lines: list[str], resources: Resources) -> dict:
    fields = _fields(lines)
    return {
        "document": resources.documents[argument],
        "title": fields.get("title", ""),
        "description": fields.get("description", ""),
    }


def _video(argument: str, lines: list[str], resources: Resources) -> dict:
    fields = _fields(lines)
    return {
        "url": argument,
        "title": fields["title"],
        "transcript": fields.get("transcript", ""),
    }


def _table(argument: str, lines: list[str], resources: Resources) -> dict:
    heading, *rows = (_cells(line) for line in lines if line.startswith("|"))
    columns = [
        {"type": "number" if order else "text", "heading": cell}
        for order, cell in enumerate(heading)
    ]
    return {
        "table": {
            "columns": columns,
            "rows": [{"values": cells} for cells in rows],
            "caption": smart_quotes(argument),
        },
        "source": _fields(lines).get("source", ""),
    }


def _callout(argument: str, lines: list[str], resources: Resources) -> dict:
    return {"heading": smart_quotes(argument), "text": rich_text("\n".join(lines))}


def _key_figure(argument: str, lines: list[str], resources: Resources) -> dict:
    fields = _fields(lines)
    return {
        "figure": argument,
        "meaning": fields["meaning"],
        "source": fields.get("source", ""),
    }


def _related(argument: str, lines: list[str], resources: Resources) -> dict:
    keys = argument.split()
    return {
        "heading": _fields(lines).get("heading", ""),
        "statements": [_item(resources.statements[key]) for key in keys],
    }


def _item(value: object) -> dict:
    """Return an item of a list block; without id Wagtail would read it as an older format."""
    name = uuid.uuid5(uuid.NAMESPACE_OID, repr(value))
    return {"type": "item", "value": value, "id": str(name)}


_READERS: dict[str, Callable[[str, list[str], Resources], dict]] = {
    "callout": _callout,
    "document": _document,
    "figure": _figure,
    "gallery": _gallery,
    "key_figure": _key_figure,
    "related": _related,
    "table": _table,
    "video": _video,
}

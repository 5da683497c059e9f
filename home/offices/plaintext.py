"""How do words kept in a plain file become the blocks of a body?

Blank lines part the pieces. `## ` and `### ` begin headings, `- ` and `1. ` lists, `> ` quotations
(their last line `-- speaker | role | language | address`), `::name argument` every other block,
followed by lines of `key: value` or `| cell | cell |`. All else is a paragraph with **bold**,
*italic* and [links](https://example.org/). Straight quotes and apostrophes are set as curly ones.
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
    """A file of words that does not follow the rules above; the message names the piece."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture as a body shows it: its number and its alternative text in the page's language."""

    image_id: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What the words may name: pictures and documents by name, links by their short address."""

    pictures: Mapping[str, Shown] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)


def typographic(text: str) -> str:
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
    """Return raw blocks with ids that depend only on `seed` and the words.

    Raises `UnreadableTextError` for an unknown block or a name that `resources` does not hold.
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
    """Return one line's marks as HTML."""
    text = html.escape(typographic(text), quote=False)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)


def _block(chunk: str, resources: Resources) -> tuple[str, object]:
    if chunk.startswith("#"):
        marks, _, text = chunk.partition(" ")
        return "heading", {"text": typographic(text), "level": str(len(marks))}
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
        [typographic(part.strip()) for part in credit.split("|")] + [""] * 4
    )[:4]
    return {
        "words": f"<p>{_inline(paragraphs)}</p>",
        "speaker": speaker,
        "role": role,
        "language": language,
        "source": source,
    }


def _fields(lines: list[str]) -> dict[str, str]:
    """Return `key: value` lines as a dictionary."""
    pairs = (line.partition(": ") for line in lines if not line.startswith("|"))
    return {key.strip(): typographic(value.strip()) for key, _, value in pairs}


def _cells(line: str) -> list[str]:
    return [typographic(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _figure_value(name: str, caption: str, resources: Resources) -> dict:
    shown = resources.pictures[name]
    image = {"image": shown.image_id, "decorative": False, "alt_text": shown.alt}
    return {"image": image, "caption": caption, "credit": ""}


def _figure(argument: str, lines: list[str], resources: Resources) -> dict:
    return _figure_value(argument, _fields(lines).get("caption", ""), resources)


def _gallery(argument: str, lines: list[str], resources: Resources) -> dict:
    rows = [_cells(line) for line in lines if line.startswith("|")]
    return {
        "heading": typographic(argument),
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
            "caption": typographic(argument),
        },
        "source": _fields(lines).get("source", ""),
    }


def _callout(argument: str, lines: list[str], resources: Resources) -> dict:
    return {"heading": typographic(argument), "text": rich_text("\n".join(lines))}


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
    """Return a list block's item; without an id it would be read as an older format."""
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

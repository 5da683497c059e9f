"""The data that readers pass on to the writer: items, their blocks, pictures and notes."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of a source. `alt` is None where the source has no alternative text at all."""

    source: str
    alt: str | None = None
    caption: str = ""
    # The file and its SHA-1; None and empty until `resolve_pictures` has found the file.
    path: Path | None = None
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a body: "paragraph", "heading", "list", "quotation" or "picture".

    `html` is sanitised, outer tag included (`<p>…</p>`, `<ul>…</ul>`); a heading has `text`.
    """

    kind: str
    html: str = ""
    text: str = ""
    level: int = 2
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """One finding in the report. `code` identifies its kind for programs and tests."""

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """One statement as read from a source."""

    # Identifies the statement within the site: its old address, feed guid or relative path.
    identity: str
    source: str
    title: str
    date: datetime.date
    language: str
    blocks: Sequence[Block]
    summary: str = ""
    categories: Sequence[str] = ()
    topics: Sequence[str] = ()
    url: str = ""
    lead_picture: Picture | None = None
    captured_at: datetime.datetime | None = None
    # False where the source marks the statement as never published.
    was_public: bool = True
    first_published_at: datetime.datetime | None = None
    cleaning_notes: Sequence[Note] = ()
    warnings: Sequence[Note] = ()
    # Lines recognised as the old site's boilerplate and not imported, for the report.
    removed_lines: Sequence[str] = ()

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of everything that would be published, to detect changes."""
        published = {
            "title": self.title,
            "date": self.date.isoformat(),
            "summary": self.summary,
            "categories": list(self.categories),
            "topics": list(self.topics),
            "url": self.url,
            "lead": _picture_values(self.lead_picture),
            "blocks": [
                [block.kind, block.html, block.text, block.level, _picture_values(block.picture)]
                for block in self.blocks
            ],
        }
        return hashlib.sha256(json.dumps(published, ensure_ascii=False).encode()).hexdigest()

    @property
    def paragraph_count(self) -> int:
        """Return the number of paragraphs in the body."""
        return sum(block.kind == "paragraph" for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A file, or one item of a file, that is not imported, with the reason."""

    source: str
    code: str
    reason: str
    # True for the parts of a mirror that are no statements: styles, pictures, list pages.
    expected: bool = False


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """Options of the command that apply to all files."""

    language: str = ""
    base_url: str = ""
    captured_at: datetime.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file to read. `name` is its path relative to `root`, the folder given to the command."""

    path: Path
    name: str
    root: Path


def _picture_values(picture: Picture | None) -> list[str | None] | None:
    if picture is None:
        return None
    return [picture.source, picture.alt, picture.caption, picture.digest]

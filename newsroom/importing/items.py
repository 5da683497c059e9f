"""What was read from a source, before anything is written?"""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that a source shows. `alt` is None where the source says nothing."""

    source: str
    alt: str | None = None
    caption: str = ""
    # Where its file lies and the file's SHA-256; None and empty until found beside the source.
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
    """One sentence of the report. `code` names the finding for machines and tests."""

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """One statement as a source has it."""

    # The source's own name for it within the site: old address, feed guid or relative path.
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
    lead: Picture | None = None
    captured_at: datetime.datetime | None = None
    # False where the source itself says that it was never public.
    was_public: bool = True
    first_published_at: datetime.datetime | None = None
    cleaned: Sequence[Note] = ()
    left: Sequence[Note] = ()
    # Lines recognised as the old site's furniture and not published, for the report.
    removed: Sequence[str] = ()

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of everything that would be shown, so that a change is noticed."""
        shown = {
            "title": self.title,
            "date": self.date.isoformat(),
            "summary": self.summary,
            "categories": list(self.categories),
            "topics": list(self.topics),
            "url": self.url,
            "lead": _of_picture(self.lead),
            "blocks": [
                [block.kind, block.html, block.text, block.level, _of_picture(block.picture)]
                for block in self.blocks
            ],
        }
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()

    @property
    def paragraphs(self) -> int:
        """Return how many paragraphs the body has."""
        return sum(block.kind == "paragraph" for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A file, or one item of it, that is not imported, and why."""

    source: str
    code: str
    reason: str
    # True for what belongs to a mirror without being a statement: styles, pictures, list pages.
    expected: bool = False


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the person at the keyboard said about all files."""

    language: str = ""
    base_url: str = ""
    captured_at: datetime.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file to read: `name` is its path within `root`, the folder that was given."""

    path: Path
    name: str
    root: Path


def _of_picture(picture: Picture | None) -> list | None:
    if picture is None:
        return None
    return [picture.source, picture.alt, picture.caption, picture.digest]

"""What engines index: entries, each with the searchable content of one public statement."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class TermLabel:
    """A category or topic: its slug and its name."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The indexed content of one public statement.

    It has no address: addresses are read from the database when a result is rendered, so that
    moving a section does not make entries stale.
    """

    page_id: int
    language: str
    site_id: int | None
    title: str
    summary: str
    text: str
    date: datetime.date
    categories: tuple[TermLabel, ...]
    topics: tuple[TermLabel, ...]

    @cached_property
    def content(self) -> bytes:
        """Return all of the entry as JSON. The fingerprint depends on the order of the keys."""
        content = {
            "categories": [{"name": label.name, "slug": label.slug} for label in self.categories],
            "date": str(self.date),
            "language": self.language,
            "page_id": self.page_id,
            "site_id": self.site_id,
            "summary": self.summary,
            "text": self.text,
            "title": self.title,
            "topics": [{"name": label.name, "slug": label.slug} for label in self.topics],
        }
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")

    @property
    def fingerprint(self) -> str:
        """Return a hash that changes with any part of the entry."""
        return hashlib.sha256(self.content).hexdigest()[:32]

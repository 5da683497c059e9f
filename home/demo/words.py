"""What does the demo say? Reads the files of `content/`, one for each statement."""

import datetime
import tomllib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from home.offices.plaintext import typographic

CONTENT = Path(__file__).parent / "content"
PUBLISHED, DRAFT, SCHEDULED = "published", "draft", "scheduled"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A statement's words in one language; `body` follows `home.offices.plaintext`."""

    title: str
    summary: str
    body: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement in one language or two. `source` is the language it was first written in."""

    key: str
    date: datetime.date
    words: dict[str, Words]
    categories: list[str]
    topics: list[str]
    picture: str = ""
    source: str = "en"
    status: str = PUBLISHED
    translation_key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def names_others(self) -> bool:
        """Return whether the body shows related statements, which must exist before it."""
        return any("\n::related " in words.body for words in self.words.values())


@dataclass(frozen=True, kw_only=True)
class TermWords:
    """A category or topic: its name in this folder's files, and its words by language."""

    key: str
    name: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class OfficeWords:
    """The invented office: its settings, what its home pages say, its terms and its menus."""

    settings: dict[str, str]
    home: dict[str, dict[str, str]]
    categories: list[TermWords]
    topics: list[TermWords]
    main_menu: list[str]
    footer_menu: list[str]


def read_statements(folder: Path = CONTENT / "statements") -> list[Statement]:
    """Return all statements, oldest first."""
    statements = [_statement(path) for path in sorted(folder.glob("*.toml"))]
    return sorted(statements, key=lambda statement: (statement.date, statement.key))


def read_office(path: Path = CONTENT / "office.toml") -> OfficeWords:
    """Return the office with curly quotation marks and apostrophes."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return OfficeWords(
        settings={key: typographic(text) for key, text in written["settings"].items()},
        home={
            language: {key: typographic(text) for key, text in words.items()}
            for language, words in written["home"].items()
        },
        categories=[_term(each) for each in written["categories"]],
        topics=[_term(each) for each in written["topics"]],
        main_menu=written["menus"]["main"],
        footer_menu=written["menus"]["footer"],
    )


def _term(written: dict[str, str]) -> TermWords:
    return TermWords(
        key=written["key"],
        name={language: typographic(written[language]) for language in ("en", "cy")},
        description={
            language: typographic(written.get(f"description_{language}", ""))
            for language in ("en", "cy")
        },
    )


def _statement(path: Path) -> Statement:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {
        language: Words(
            title=typographic(written[language]["title"]),
            summary=typographic(written[language]["summary"]),
            body=written[language]["body"],
            caption=typographic(written[language].get("caption", "")),
        )
        for language in ("en", "cy")
        if language in written
    }
    return Statement(
        key=path.stem,
        date=written["date"],
        words=words,
        categories=written["categories"],
        topics=written["topics"],
        picture=written.get("picture", ""),
        source=written.get("source", next(iter(words))),
        status=written.get("status", PUBLISHED),
        translation_key=uuid.uuid5(uuid.NAMESPACE_OID, f"lectern-demo {path.stem}"),
    )

"""The texts of the demo, read from the files in `content`, one for each statement."""

import datetime
import tomllib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from home.offices.plaintext import smart_quotes

CONTENT = Path(__file__).parent / "content"
# The languages of the demo; the first one is that of descriptions in the library.
LANGUAGES = ("en", "cy")
PUBLISHED, DRAFT, SCHEDULED = "published", "draft", "scheduled"


@dataclass(frozen=True, kw_only=True)
class StatementText:
    """A statement's texts in one language; `body` is in the markup of `offices.plaintext`."""

    title: str
    summary: str
    body: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement in one language or two. `source` is the language of the original."""

    key: str
    date: datetime.date
    texts: dict[str, StatementText]
    categories: list[str]
    topics: list[str]
    picture: str = ""
    source: str = LANGUAGES[0]
    status: str = PUBLISHED
    translation_key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def has_related_statements(self) -> bool:
        """Return whether the body has related statements, which must be created first."""
        return any("\n::related " in text.body for text in self.texts.values())


@dataclass(frozen=True, kw_only=True)
class TermContent:
    """A category or topic: its key in the files, and its names and descriptions by language."""

    key: str
    name: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class OfficeContent:
    """The invented office: its settings, the texts of its home pages, its terms and menus."""

    settings: dict[str, str]
    home: dict[str, dict[str, str]]
    categories: list[TermContent]
    topics: list[TermContent]
    main_menu: list[str]
    footer_menu: list[str]


def read_statements(folder: Path = CONTENT / "statements") -> list[Statement]:
    """Return all statements, oldest first."""
    statements = [_statement(path) for path in sorted(folder.glob("*.toml"))]
    return sorted(statements, key=lambda statement: (statement.date, statement.key))


def read_office(path: Path = CONTENT / "office.toml") -> OfficeContent:
    """Return the office, its texts with curly quotation marks and apostrophes."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return OfficeContent(
        settings={key: smart_quotes(text) for key, text in written["settings"].items()},
        home={
            language: {key: smart_quotes(text) for key, text in texts.items()}
            for language, texts in written["home"].items()
        },
        categories=[_term(each) for each in written["categories"]],
        topics=[_term(each) for each in written["topics"]],
        main_menu=written["menus"]["main"],
        footer_menu=written["menus"]["footer"],
    )


def _term(written: dict[str, str]) -> TermContent:
    return TermContent(
        key=written["key"],
        name={language: smart_quotes(written[language]) for language in LANGUAGES},
        description={
            language: smart_quotes(written.get(f"description_{language}", ""))
            for language in LANGUAGES
        },
    )


def _statement(path: Path) -> Statement:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {
        language: StatementText(
            title=smart_quotes(written[language]["title"]),
            summary=smart_quotes(written[language]["summary"]),
            body=written[language]["body"],
            caption=smart_quotes(written[language].get("caption", "")),
        )
        for language in LANGUAGES
        if language in written
    }
    return Statement(
        key=path.stem,
        date=written["date"],
        texts=texts,
        categories=written["categories"],
        topics=written["topics"],
        picture=written.get("picture", ""),
        source=written.get("source", next(iter(texts))),
        status=written.get("status", PUBLISHED),
        translation_key=uuid.uuid5(uuid.NAMESPACE_OID, f"lectern-demo {path.stem}"),
    )

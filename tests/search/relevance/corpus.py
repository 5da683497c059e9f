"""The judged corpus: statements, queries with grades, and misspelt lines, read from `data/`."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.engines.entries import Entry

DATA = Path(__file__).parent / "data"
GRADES = (0, 1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class JudgedQuery:
    """A query line, the grades of statements by name, and what the line tests."""

    line: str
    tests: str
    judged: Mapping[str, int]

    @property
    def relevant(self) -> bool:
        """Return whether any statement is relevant."""
        return any(self.judged.values())


@dataclass(frozen=True, kw_only=True)
class MisspeltLine:
    """A misspelt line and its correct spellings; there are none for a line without a mistake."""

    line: str
    meant: tuple[str, ...]


@cache
def statements(language: str) -> Mapping[str, Entry]:
    """Return the statements of a language by name; a statement's page id is its number."""
    found: dict[str, Entry] = {}
    for path in sorted((DATA / language).glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["statement"]:
            if row["id"] in found:
                raise ValueError(f"{path.name}: {row['id']} stands twice")
            found[row["id"]] = _entry(row, page_id=len(found) + 1, language=language)
    return found


def _entry(row: dict, *, page_id: int, language: str) -> Entry:
    date = row["date"]
    if type(date) is not datetime.date:
        raise ValueError(f"{row['id']}: {date} is not a day")
    return Entry(
        page_id=page_id,
        language=language,
        site_id=None,
        title=row["title"],
        summary="",
        text=row["text"],
        date=date,
        categories=(),
        topics=(),
    )


@cache
def queries(language: str) -> tuple[JudgedQuery, ...]:
    """Return the judged queries of a language; raise ValueError for unknown names or grades."""
    names = statements(language)
    rows = _read(f"queries-{language}.toml")["query"]
    found = tuple(
        JudgedQuery(line=row["line"], tests=row["tests"], judged=row["judged"]) for row in rows
    )
    for query in found:
        for name, grade in query.judged.items():
            if name not in names:
                raise ValueError(f"{query.line}: there is no statement {name}")
            if grade not in GRADES:
                raise ValueError(f"{query.line}: {name} has the grade {grade}")
    return found


@cache
def misspelt(language: str) -> tuple[MisspeltLine, ...]:
    """Return the misspelt lines of a language."""
    return tuple(
        MisspeltLine(
            line=line, meant=tuple(([meant] if isinstance(meant, str) else meant) if meant else ())
        )
        for line, meant in _read(f"misspelt-{language}.toml")["meant"].items()
    )


def _read(name: str) -> dict:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))

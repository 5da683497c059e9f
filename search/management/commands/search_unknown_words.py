"""Command that lists Welsh words of the archive that the vocabulary lacks."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.indexing.database_reader import read_all
from search.language.unknown_words import (
    LANGUAGE,
    ReportedWord,
    count_words,
    suspicious_lemmas,
    unknown_words,
)

DEFAULT_LIMIT = 200


class Options(TypedDict):
    """The parsed arguments."""

    files: list[Path]
    limit: int
    json: bool


class Command(BaseCommand):
    """Lists the words of public statements, or of text files, that need a review."""

    help = "List Welsh words that the dictionary does not have or files suspiciously, by frequency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", metavar="FILE", nargs="*", type=Path, help="texts to read instead"
        )
        parser.add_argument(
            "--limit", type=int, default=DEFAULT_LIMIT, help="default %(default)s of each"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        if arguments["limit"] < 1:
            raise CommandError("--limit must be 1 or more.", returncode=2)
        counted = count_words(_read(arguments["files"]) if arguments["files"] else _statements())
        reported = {
            name: words[: arguments["limit"]]
            for name, words in (
                ("unknown", unknown_words(counted)),
                ("suspicious", suspicious_lemmas(counted)),
            )
        }
        if arguments["json"]:
            rows = {name: [asdict(word) for word in words] for name, words in reported.items()}
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{len(counted)} different words")
        for name, words in reported.items():
            self.stdout.write(f"{name}:")
            for word in words:
                self.stdout.write(f"  {word.count:5}  {_line(word)}")


def _line(word: ReportedWord) -> str:
    return f"{word.word} → {word.lemma}" if word.lemma else word.word


def _statements() -> Iterator[str]:
    for entries in read_all(LANGUAGE):
        for entry in entries:
            yield f"{entry.title}\n{entry.summary}\n{entry.text}"


def _read(files: list[Path]) -> Iterator[str]:
    for path in files:
        try:
            yield path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}", returncode=2) from error

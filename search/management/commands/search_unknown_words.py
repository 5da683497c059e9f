"""Which Welsh words of the archive should be added to the vocabulary?"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from search.indexing.database_reader import read_all
from search.language.unknown_words import (
    ReportedWord,
    count_words,
    suspicious_lemmas,
    unknown_words,
)

MOST = 200


class Command(BaseCommand):
    """Lists words to review, of the public statements or of text files."""

    help = "List Welsh words that the dictionary does not have or files suspiciously, by frequency."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "files", metavar="FILE", nargs="*", type=Path, help="texts to read instead"
        )
        parser.add_argument("--limit", type=int, default=MOST, help="default %(default)s of each")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args, **options) -> None:
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.", returncode=2)
        counted = count_words(_read(options["files"]) if options["files"] else _statements())
        listed = {
            name: found[: options["limit"]]
            for name, found in (
                ("unknown", unknown_words(counted)),
                ("suspicious", suspicious_lemmas(counted)),
            )
        }
        if options["json"]:
            rows = {name: [asdict(one) for one in found] for name, found in listed.items()}
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{len(counted)} different words")
        for name, found in listed.items():
            self.stdout.write(f"{name}:")
            for one in found:
                self.stdout.write(f"  {one.count:5}  {_line(one)}")


def _line(one: ReportedWord) -> str:
    return f"{one.word} → {one.lemma}" if one.lemma else one.word


def _statements() -> Iterator[str]:
    for entries in read_all("cy"):
        for entry in entries:
            yield f"{entry.title}\n{entry.summary}\n{entry.text}"


def _read(files: list[Path]) -> Iterator[str]:
    for path in files:
        try:
            yield path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}", returncode=2) from error

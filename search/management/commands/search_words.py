"""Command that exports and imports lemma corrections and synonyms as CSV."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO, TypedDict, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.curation import files
from search.language.analysis import LANGUAGES


class Options(TypedDict):
    """The parsed arguments."""

    kind: str
    export: str | None
    source: str | None
    language: str | None
    check: bool


class Command(BaseCommand):
    """Writes a CSV file, or reads one."""

    help = (
        "Write the corrections of words (overrides) or the synonyms to a CSV file, or read one. "
        "Reading adds and changes rows and deletes none; a file with a wrong line changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(files.COLUMNS))
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--export", metavar="FILE", help="write; - for standard output")
        action.add_argument("--import", metavar="FILE", dest="source", help="read; - for input")
        parser.add_argument("--language", choices=LANGUAGES, help="export only this language")
        parser.add_argument("--check", action="store_true", help="import: only say what is wrong")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        if arguments["source"]:
            self._import(arguments["source"], kind=arguments["kind"], save=not arguments["check"])
            return
        name = arguments["export"] or ""
        try:
            count = self._export(name, kind=arguments["kind"], language=arguments["language"])
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}", returncode=2) from error
        if name != "-":
            self.stdout.write(f"{count} rows written.")

    def _export(self, name: str, *, kind: str, language: str | None) -> int:
        """Write a file, or standard output for "-"; return the number of rows."""
        with ExitStack() as stack:
            # Django's wrapper of standard output is a text stream in all but its type.
            target = (
                cast(TextIO, self.stdout)
                if name == "-"
                else stack.enter_context(Path(name).open("w", encoding="utf-8", newline=""))
            )
            return files.export_rows(kind, target, language=language)

    def _import(self, name: str, *, kind: str, save: bool) -> None:
        """Read a file, or standard input for "-"; without `save`, only check it."""
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            # Spreadsheets write a byte order mark.
            lines = raw.decode("utf-8-sig").splitlines(keepends=True)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError("The file is not in UTF-8.", returncode=2) from error
        try:
            done = files.import_rows(kind, lines, save=save)
        except files.InvalidLinesError as error:
            raise CommandError(str(error)) from error
        verb = "were" if save else "would be"
        self.stdout.write(f"{done.added} rows {verb} added, {done.changed} changed.")

"""How does an operator take corrections and synonyms from one installation to another?"""

import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from search.curation import files
from search.language.analysis import LANGUAGES


class Command(BaseCommand):
    """Writes a CSV file, or reads one."""

    help = (
        "Write the corrections of words (overrides) or the synonyms to a CSV file, or read one. "
        "Reading adds and changes rows and deletes none; a file with a wrong line changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", choices=list(files.COLUMNS))
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--export", metavar="FILE", help="write; - for standard output")
        action.add_argument("--import", metavar="FILE", dest="source", help="read; - for input")
        parser.add_argument("--language", choices=LANGUAGES, help="export only this language")
        parser.add_argument("--check", action="store_true", help="import: only say what is wrong")

    def handle(self, *args, **options) -> None:
        if options["source"]:
            self._import(options)
            return
        try:
            count = self._export(options)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}", returncode=2) from error
        if options["export"] != "-":
            self.stdout.write(f"{count} rows written.")

    def _export(self, options: dict) -> int:
        name = options["export"]
        with ExitStack() as stack:
            target = (
                self.stdout
                if name == "-"
                else stack.enter_context(Path(name).open("w", encoding="utf-8", newline=""))
            )
            return files.export_rows(options["kind"], target, language=options["language"])

    def _import(self, options: dict) -> None:
        try:
            # The mark at its beginning is what spreadsheets write.
            raw = (
                sys.stdin.buffer.read()
                if options["source"] == "-"
                else Path(options["source"]).read_bytes()
            )
            lines = raw.decode("utf-8-sig").splitlines(keepends=True)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError("The file is not in UTF-8.", returncode=2) from error
        try:
            done = files.import_rows(options["kind"], lines, save=not options["check"])
        except files.InvalidLinesError as error:
            raise CommandError(str(error)) from error
        verb = "would be" if options["check"] else "were"
        self.stdout.write(f"{done.added} rows {verb} added, {done.changed} changed.")

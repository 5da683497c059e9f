"""Command that shows the state of the search indexes."""

import json
from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search.engines.base import Engine, EngineUnavailableError
from search.indexing.rebuild import count_public, needs_rebuild
from search.management.arguments import add_index_arguments, selected_indexes
from search.models import OutboxEntry


class Options(TypedDict):
    """The parsed arguments."""

    engine: str | None
    language: str | None
    json: bool


class Command(BaseCommand):
    """Prints for each index what it holds, and the changes that wait to be written to it."""

    help = "Show each search index: statements, age of the analysis, what waits in the outbox."

    def add_arguments(self, parser: CommandParser) -> None:
        add_index_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        rows = [self._row(engine, language) for engine, language in selected_indexes(arguments)]
        if arguments["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for row in rows:
            state = row["error"] or ("must be rebuilt" if row["needs_rebuild"] else "in order")
            self.stdout.write(
                f"{row['engine']}/{row['language']}: {state}; "
                f"{row['statements']} of {row['public']} public statements, "
                f"{row['waiting']} waiting, {row['failing']} failing"
            )

    def _row(self, engine: Engine, language: str) -> dict[str, object]:
        waiting = OutboxEntry.objects.filter(engine=engine.name, version=None)
        row: dict[str, object] = {
            "engine": engine.name,
            "language": language,
            "public": count_public(language),
            "waiting": waiting.filter(next_try_at__lte=timezone.now()).count(),
            "failing": waiting.filter(attempts__gt=0).count(),
            "statements": 0,
            "bytes": 0,
            "generation": "",
            "needs_rebuild": True,
            "error": "",
        }
        try:
            status = engine.status(language)
            row |= {
                "statements": status.statements,
                "bytes": status.bytes,
                "generation": status.generation,
                "needs_rebuild": needs_rebuild(engine, language),
            }
        except EngineUnavailableError as error:
            row["error"] = f"cannot be used: {error}"
        return row

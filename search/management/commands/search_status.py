"""How does an operator see whether search is in order?"""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from search.engines.base import Engine, EngineUnavailableError
from search.indexing.rebuild import count_public, needs_rebuild
from search.management.arguments import add_scope, scope
from search.models import OutboxEntry


class Command(BaseCommand):
    """Says, for each index, what it holds, and what waits to be told to it."""

    help = "Show each search index: statements, age of the analysis, what waits in the outbox."

    def add_arguments(self, parser) -> None:
        add_scope(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args, **options) -> None:
        rows = [self._row(engine, language) for engine, language in scope(options)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for row in rows:
            state = row["error"] or ("must be rebuilt" if row["needs_rebuild"] else "in order")
            self.stdout.write(
                f"{row['engine']}/{row['language']}: {state}; "
                f"{row['statements']} of {row['public']} public statements, "
                f"{row['waiting']} waiting, {row['failing']} failing"
            )

    def _row(self, engine: Engine, language: str) -> dict:
        waiting = OutboxEntry.objects.filter(engine=engine.name, version=None)
        row = {
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

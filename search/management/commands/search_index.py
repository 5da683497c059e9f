"""Replacement of django-elasticsearch-dsl's `search_index` command by our own commands."""

import contextlib
from typing import TypedDict, cast

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.management.arguments import add_index_arguments


class Options(TypedDict):
    """The parsed arguments."""

    engine: str | None
    language: str | None
    action: str
    verbosity: int


class Command(BaseCommand):
    """Runs the equivalent command for safe actions, and refuses the others."""

    help = (
        "For those who know django-elasticsearch-dsl: --rebuild is search_rebuild, --populate is "
        "search_reconcile. The library's own command knows nothing of drafts, versions and aliases."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_index_arguments(parser)
        actions = parser.add_mutually_exclusive_group(required=True)
        for name, meaning in (
            ("rebuild", "make the indexes anew while the old ones answer (search_rebuild)"),
            ("populate", "write what is missing, delete what is too much (search_reconcile)"),
            ("create", "refused: indexes are created by what is written to them"),
            ("delete", "refused: search would have nothing to answer from"),
        ):
            actions.add_argument(
                f"--{name}", action="store_const", const=name, dest="action", help=meaning
            )
        # Accepted and ignored: existing scripts pass them.
        for name in ("-f", "--use-alias", "--parallel", "--refresh"):
            parser.add_argument(name, action="store_true", help="always so, or of no use here")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        equivalents = {"rebuild": "search_rebuild", "populate": "search_reconcile"}
        action = arguments["action"]
        if action not in equivalents:
            raise CommandError(
                f"--{action} is not done here. Run search_rebuild: it makes new indexes and puts "
                "them in the place of the old ones.",
                returncode=2,
            )
        self.stderr.write(f"search_index --{action} is {equivalents[action]} here.")

        # search_reconcile exits with 1 after repairs; the library's --populate never fails so.
        with contextlib.suppress(SystemExit):
            call_command(
                equivalents[action],
                engine=arguments["engine"],
                language=arguments["language"],
                verbosity=arguments["verbosity"],
                stdout=self.stdout,
                stderr=self.stderr,
            )

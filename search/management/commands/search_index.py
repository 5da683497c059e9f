"""What becomes of the `search_index` that users of django-elasticsearch-dsl know?"""

import contextlib

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from search.management.arguments import add_scope


class Command(BaseCommand):
    """Does what is safe of it by our own commands, and names those."""

    help = (
        "For those who know django-elasticsearch-dsl: --rebuild is search_rebuild, --populate is "
        "search_reconcile. The library's own command knows nothing of drafts, versions and aliases."
    )

    def add_arguments(self, parser) -> None:
        add_scope(parser)
        chosen = parser.add_mutually_exclusive_group(required=True)
        for name, meaning in (
            ("rebuild", "make the indexes anew while the old ones answer (search_rebuild)"),
            ("populate", "write what is missing, delete what is too much (search_reconcile)"),
            ("create", "refused: indexes are created by what is written to them"),
            ("delete", "refused: search would have nothing to answer from"),
        ):
            chosen.add_argument(
                f"--{name}", action="store_const", const=name, dest="action", help=meaning
            )
        # Taken and passed over: scripts give them, and here it is never otherwise.
        for name in ("-f", "--use-alias", "--parallel", "--refresh"):
            parser.add_argument(name, action="store_true", help="always so, or of no use here")

    def handle(self, *args, **options) -> None:
        instead = {"rebuild": "search_rebuild", "populate": "search_reconcile"}
        action = options["action"]
        if action not in instead:
            raise CommandError(
                f"--{action} is not done here. Run search_rebuild: it makes new indexes and puts "
                "them in the place of the old ones.",
                returncode=2,
            )
        self.stderr.write(f"search_index --{action} is {instead[action]} here.")
        passed = {name: options[name] for name in ("engine", "language", "verbosity")}
        # That a populate found something to do is no failure to those who know it.
        with contextlib.suppress(SystemExit):
            call_command(instead[action], **passed, stdout=self.stdout, stderr=self.stderr)

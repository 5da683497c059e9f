"""Command that shows the state of e-mail alerts, sends due digests, and deletes an address."""

import json
from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Q
from django.utils import timezone

from search.alerts.arrivals import record_arrivals
from search.alerts.delivery import NotSentError
from search.alerts.digests import due_alerts, send_due_digests
from search.alerts.new_results import NewResultsFinder
from search.alerts.subscriptions import delete_address
from search.models.alerts import SavedSearch
from search.querying.answers import SearchUnavailableError


class Options(TypedDict):
    """The parsed arguments."""

    status: bool
    send_due: bool
    forget: str | None
    dry_run: bool
    json: bool


class Command(BaseCommand):
    """Prints the state of the alerts, sends due digests, or deletes the alerts of an address."""

    help = "Show the state of the e-mail alerts; send what is due; forget an address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add mutually exclusive actions; the state is shown by default."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--status", action="store_true", help="show the state (default)")
        group.add_argument("--send-due", action="store_true", help="send digests that are due")
        group.add_argument(
            "--forget", metavar="ADDRESS", help="delete every alert of this e-mail address"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="with --send-due: say what would be sent"
        )
        parser.add_argument("--json", action="store_true", help="with --status: print JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Run the chosen action."""
        arguments = cast(Options, options)
        if arguments["dry_run"] and not arguments["send_due"]:
            raise CommandError("--dry-run belongs to --send-due.", returncode=2)
        if arguments["forget"]:
            count = delete_address(arguments["forget"])
            self.stdout.write(f"{count} alerts deleted.")
        elif arguments["send_due"]:
            self._send(dry_run=arguments["dry_run"])
        else:
            self._status(as_json=arguments["json"])

    def _send(self, *, dry_run: bool) -> None:
        try:
            record_arrivals()
            if dry_run:
                self._dry_run()
            else:
                self.stdout.write(f"{send_due_digests()}.")
        except SearchUnavailableError as error:
            raise CommandError("No search engine can answer; nothing was sent.") from error
        except NotSentError as error:
            raise CommandError(f"No e-mail can be sent: {error.reason}.") from error

    def _dry_run(self) -> None:
        """Print the numbers of digests and statements that would be sent, without addresses."""
        rows = due_alerts().select_related("site")
        finder, digests, statements = NewResultsFinder(), 0, 0
        for saved in rows.iterator(chunk_size=200):
            total = finder.find(saved).total
            digests += bool(total)
            statements += total
        self.stdout.write(f"{digests} digests with {statements} statements would be sent.")

    def _status(self, *, as_json: bool) -> None:
        active = Q(confirmed_at__isnull=False, disabled_at=None)
        state = SavedSearch.objects.aggregate(
            daily=Count("pk", filter=active & Q(frequency="daily")),
            weekly=Count("pk", filter=active & Q(frequency="weekly")),
            unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
            due=Count("pk", filter=active & Q(next_digest_at__lte=timezone.now())),
            failing=Count("pk", filter=active & Q(failures__gt=0)),
            switched_off=Count("pk", filter=Q(disabled_at__isnull=False)),
        )
        if as_json:
            self.stdout.write(json.dumps(state, indent=2))
            return
        counts = (f"{count} {name.replace('_', ' ')}" for name, count in state.items())
        self.stdout.write(", ".join(counts))

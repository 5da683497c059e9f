"""How does an operator look after the e-mail alerts, and have an address forgotten?"""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils import timezone

from search.alerts.arrivals import note_arrivals
from search.alerts.delivery import NotSentError
from search.alerts.digests import due, send_due
from search.alerts.new_results import Watch
from search.alerts.subscribing import forget_address
from search.models.alerts import SavedSearch
from search.querying.answers import SearchUnavailableError


class Command(BaseCommand):
    """Says how the alerts are, sends what is due, or forgets an address."""

    help = "Show the state of the e-mail alerts; send what is due; forget an address."

    def add_arguments(self, parser) -> None:
        """Offer one thing to do; without any, the state is shown."""
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

    def handle(self, *args, **options) -> None:
        """Do the one thing."""
        if options["dry_run"] and not options["send_due"]:
            raise CommandError("--dry-run belongs to --send-due.", returncode=2)
        if options["forget"]:
            count = forget_address(options["forget"])
            self.stdout.write(f"{count} alerts deleted.")
        elif options["send_due"]:
            self._send(dry_run=options["dry_run"])
        else:
            self._status(as_json=options["json"])

    def _send(self, *, dry_run: bool) -> None:
        try:
            note_arrivals()
            if dry_run:
                self._foretell()
            else:
                self.stdout.write(f"{send_due()}.")
        except SearchUnavailableError as error:
            raise CommandError("No search engine can answer; nothing was sent.") from error
        except NotSentError as error:
            raise CommandError(f"No e-mail can be sent: {error.reason}.") from error

    def _foretell(self) -> None:
        """Count what would leave. Names no address."""
        rows = due().select_related("site")
        watch, letters, statements = Watch(), 0, 0
        for saved in rows.iterator(chunk_size=200):
            total = watch.news(saved).total
            letters += bool(total)
            statements += total
        self.stdout.write(f"{letters} digests with {statements} statements would be sent.")

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
        words = {name: name.replace("_", " ") for name in state}
        self.stdout.write(", ".join(f"{state[name]} {words[name]}" for name in state))

"""Command that shows what an election period would hold."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Site

from newsroom.models import ElectionPeriod
from newsroom.publishing.elections import scheduled_within


class Command(BaseCommand):
    """Lists the scheduled publications within a time, stored as a period or not."""

    help = "Show what an election period would hold. It changes nothing; set periods in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the office and the time."""
        parser.add_argument("--hostname", required=True, help="the host name of the office's site")
        parser.add_argument("--starts", required=True, help="such as 2026-03-26T00:00")
        parser.add_argument("--ends", required=True, help="such as 2026-05-08T07:00")
        parser.add_argument(
            "--dry-run", action="store_true", help="accepted for clarity: the command only shows"
        )

    def handle(self, *, hostname: str, starts: str, ends: str, **options) -> None:
        """Print a line for each scheduled publication within the time."""
        site = Site.objects.filter(hostname=hostname).first()
        if site is None:
            raise CommandError(f"There is no site with the host name {hostname}.")
        start, end = (_moment(text) for text in (starts, ends))
        stored = ElectionPeriod.objects.filter(site=site, starts_at=start, ends_at=end).first()
        period = stored or ElectionPeriod(site=site, starts_at=start, ends_at=end)
        rows = scheduled_within(period)
        for row in rows:
            state = "allowed" if row.allowed_by else "held"
            moment = timezone.localtime(row.moment).isoformat(timespec="minutes")
            self.stdout.write(f"{state}: {moment} {row.page.draft_title} ({row.page.url_path})")
        held = sum(not row.allowed_by for row in rows)
        self.stdout.write(f"{held} of {len(rows)} scheduled publications would be held.")


def _moment(text: str):
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text} is no time such as 2026-03-26T00:00.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

"""How does a newcomer get an office to try? `manage.py demo`."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from home.demo.loading import load
from home.demo.people import NameTakenError, login_file
from home.demo.words import read_office
from home.models import HomePage

REFUSED = 2


class Command(BaseCommand):
    """Loads the invented office once and says where it is and who can log in."""

    help = (
        "Load the demo: an invented member's office with ten years of statements in English and "
        "Welsh. Refused under production settings and where there is another office already."
    )

    def add_arguments(self, parser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Do nothing but print the addresses where any office exists.",
        )
        parser.add_argument(
            "--hostname", default="localhost", help="Host name of the site (default: localhost)."
        )
        parser.add_argument(
            "--port",
            type=int,
            default=None,
            help="Port of the site (default: the variable PORT, else 8000).",
        )

    def handle(self, *args, **options) -> None:
        """Load the demo where that is safe, then print addresses and log-ins."""
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "The demo is for trying Lectern out. It does not load under production settings.",
                returncode=REFUSED,
            )
        port = options["port"] or int(os.environ.get("PORT") or 8000)
        if not HomePage.objects.exists():
            try:
                load(hostname=options["hostname"], port=port, tell=self._tell)
            except NameTakenError as error:
                raise CommandError(str(error), returncode=REFUSED) from error
        elif not options["if_empty"] and not self._is_here():
            raise CommandError(
                "There is another office in this database. The demo only loads where there is "
                "none: start with an empty database or another LECTERN_DATA_DIR.",
                returncode=REFUSED,
            )
        self._follow_port(options["hostname"], port)
        self._print_addresses()

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    @staticmethod
    def _is_here() -> bool:
        return HomePage.objects.filter(title=read_office().settings["name_en"]).exists()

    def _follow_port(self, hostname: str, port: int) -> None:
        """Let the demo's full addresses name the port that the server listens on today."""
        if self._is_here():
            demo = Site.objects.filter(
                hostname=hostname, root_page__title=read_office().settings["name_en"]
            ).exclude(port=port)
            for site in demo:
                site.port = port
                site.save()

    def _print_addresses(self) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        root = site.root_url if site else "http://localhost"
        self.stdout.write("")
        self.stdout.write(f"  English   {root}/")
        self.stdout.write(f"  Welsh     {root}/cy/")
        self.stdout.write(f"  Editors   {root}/admin/")
        path = login_file()
        if self._is_here() and path.exists():
            self.stdout.write("")
            self.stdout.write("  Log in as (user name, password):")
            for line in path.read_text(encoding="utf-8").splitlines():
                self.stdout.write(f"    {line}")
            self.stdout.write(f"  Also kept in {path}")
        elif self._is_here():
            self.stdout.write("  The demo's log-ins are no longer written down. Set a new password")
            self.stdout.write("  with: python manage.py changepassword editor")

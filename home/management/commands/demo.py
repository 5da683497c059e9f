"""The command `manage.py demo`."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from home.demo.accounts import UsernameTakenError, login_file
from home.demo.content_files import read_office
from home.demo.loading import load
from home.management.output import home_address_lines
from home.models import HomePage
from newsroom.languages.configured import default_language

REFUSED = 2


class Command(BaseCommand):
    """Loads the invented office once, then prints its addresses and log-ins."""

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
        """Load the demo where no other office exists, then print addresses and log-ins."""
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "The demo is for trying Lectern out. It does not load under production settings.",
                returncode=REFUSED,
            )
        port = options["port"] or int(os.environ.get("PORT") or 8000)
        if not HomePage.objects.exists():
            try:
                load(hostname=options["hostname"], port=port, report=self._report)
            except UsernameTakenError as error:
                raise CommandError(str(error), returncode=REFUSED) from error
        elif not options["if_empty"] and not self._demo_exists():
            raise CommandError(
                "There is another office in this database. The demo only loads where there is "
                "none: start with an empty database or another LECTERN_DATA_DIR.",
                returncode=REFUSED,
            )
        self._update_port(options["hostname"], port)
        self._print_addresses()

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    @staticmethod
    def _demo_exists() -> bool:
        return HomePage.objects.filter(title=_demo_name()).exists()

    def _update_port(self, hostname: str, port: int) -> None:
        """Set the port of the demo's site to the one that the server listens on now."""
        if self._demo_exists():
            demo = Site.objects.filter(hostname=hostname, root_page__title=_demo_name()).exclude(
                port=port
            )
            for site in demo:
                site.port = port
                site.save()

    def _print_addresses(self) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        root = site.root_url if site else "http://localhost"
        self.stdout.write("")
        for line in home_address_lines(root):
            self.stdout.write(line)
        self.stdout.write(f"  Editors   {root}/admin/")
        path = login_file()
        if self._demo_exists() and path.exists():
            self.stdout.write("")
            self.stdout.write("  Log in as (user name, password):")
            for line in path.read_text(encoding="utf-8").splitlines():
                self.stdout.write(f"    {line}")
            self.stdout.write(f"  Also kept in {path}")
        elif self._demo_exists():
            self.stdout.write("  The demo's log-ins are no longer written down. Set a new password")
            self.stdout.write("  with: python manage.py changepassword editor")


def _demo_name() -> str:
    return read_office().settings[f"name_{default_language()}"]

"""How does an operator give a new office its site? `manage.py create_office`."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from home.offices.new_office import (
    PRESETS,
    IncompleteOrderError,
    NewOffice,
    draft_titles,
    open_office,
    read_order,
)

REFUSED = 2
# The options that give a field of the office's settings each; --settings may give any field.
TEXTS = ("name", "role", "region", "party", "funding", "imprint", "copyright")


class Command(BaseCommand):
    """Makes both homes, news indexes, standard pages, menus, categories, groups and settings."""

    help = (
        "Make a new office's site in English and Welsh. Asks nothing: give what it needs as "
        "options or in a TOML file. The presets' wording is a suggestion, not legal advice."
    )

    def add_arguments(self, parser) -> None:
        """Declare the options."""
        parser.add_argument("--hostname", required=True, help="Host name, such as a.example.org.")
        parser.add_argument("--port", type=int, default=443, help="Port (default: 443).")
        parser.add_argument("--settings-file", type=Path, help="TOML file with more settings.")
        parser.add_argument(
            "--preset", choices=sorted(PRESETS), help="Wording to start from for a legislature."
        )
        parser.add_argument(
            "--default", action="store_true", help="Answer for host names that no site has."
        )
        for text in TEXTS:
            for language, name in (("en", "English"), ("cy", "Welsh")):
                parser.add_argument(f"--{text}-{language}", help=f"The {text} in {name}.")
        parser.add_argument("--email", help="The office's e-mail address.")
        parser.add_argument("--accent", help="The accent colour, such as #1d4f5c.")

    def handle(self, *args, **options) -> None:
        """Read the order, refuse it with a sentence for each fault, or carry it out."""
        names = [f"{text}_{language}" for text in TEXTS for language in ("en", "cy")]
        given = {name: options[name] for name in (*names, "email", "accent") if options[name]}
        try:
            order = read_order(
                given=given, file=options["settings_file"], preset=options["preset"] or ""
            )
            office = open_office(
                order,
                hostname=options["hostname"],
                port=options["port"],
                is_default=options["default"],
            )
        except IncompleteOrderError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except ValidationError as error:
            raise CommandError(" ".join(_sentences(error)), returncode=REFUSED) from error
        self._report(order, office)

    def _report(self, order: NewOffice, office) -> None:
        root = office.site.root_url
        self.stdout.write(f"Made the office of {order.settings['name_en']}.")
        self.stdout.write(f"  English   {root}/")
        self.stdout.write(f"  Welsh     {root}/cy/")
        self.stdout.write(f"  Groups    {office.editors.name}; {office.approvers.name}")
        self.stdout.write(f"  Drafts    {', '.join(draft_titles())}")
        self.stdout.write(
            "Next: complete the drafts in both languages and publish them; the menus show"
        )
        self.stdout.write("them from then on. Add the office's editors to its groups.")
        if order.note:
            self.stdout.write(order.note)


def _sentences(error: ValidationError) -> list[str]:
    if hasattr(error, "message_dict"):
        return [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
    return error.messages

"""The command `manage.py create_office`."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from home.management.output import home_address_lines
from home.offices.new_office import (
    PRESETS,
    InvalidSpecificationError,
    OfficeSpecification,
    create_office_with_pages,
    draft_titles,
    read_specification,
)
from home.offices.provisioning import Office
from newsroom.languages.configured import default_language, language_codes, language_name

REFUSED = 2
# Settings with an option of their own; --settings-file may set any field.
TEXTS = ("name", "role", "region", "party", "funding", "imprint", "copyright")


class Command(BaseCommand):
    """Creates home pages, news indexes, standard pages, menus, categories, groups and settings."""

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
            for language in language_codes():
                parser.add_argument(
                    f"--{text}-{language}", help=f"The {text} in {language_name(language)}."
                )
        parser.add_argument("--email", help="The office's e-mail address.")
        parser.add_argument("--accent", help="The accent colour, such as #1d4f5c.")

    def handle(self, *args, **options) -> None:
        """Read the specification and create the office; raises `CommandError` for a wrong one."""
        names = [f"{text}_{language}" for text in TEXTS for language in language_codes()]
        given = {name: options[name] for name in (*names, "email", "accent") if options[name]}
        try:
            specification = read_specification(
                given=given, file=options["settings_file"], preset=options["preset"] or ""
            )
            office = create_office_with_pages(
                specification,
                hostname=options["hostname"],
                port=options["port"],
                is_default=options["default"],
            )
        except InvalidSpecificationError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except ValidationError as error:
            raise CommandError(" ".join(_sentences(error)), returncode=REFUSED) from error
        self._report(specification, office)

    def _report(self, specification: OfficeSpecification, office: Office) -> None:
        self.stdout.write(
            f"Made the office of {specification.settings[f'name_{default_language()}']}."
        )
        for line in home_address_lines(office.site.root_url):
            self.stdout.write(line)
        names = "; ".join(group.name for group in office.groups.values())
        self.stdout.write(f"  Groups    {names}")
        self.stdout.write(f"  Drafts    {', '.join(draft_titles())}")
        self.stdout.write(
            "Next: complete the drafts in both languages and publish them; the menus show"
        )
        self.stdout.write("them from then on. Add the office's people to its groups.")
        if specification.note:
            self.stdout.write(specification.note)


def _sentences(error: ValidationError) -> list[str]:
    if hasattr(error, "message_dict"):
        return [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
    return error.messages

"""The command `manage.py restore`."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.backup.archives import MEDIA, InvalidArchiveError, unpack
from config.backup.database_copies import CopyError, restore_database
from config.backup.uploads import have_uploads, replace_uploads
from home.models import OfficeSettings

REFUSED = 2


class Command(BaseCommand):
    """Replaces this installation's database and uploads by those of a backup."""

    help = "Put the database and uploads of FILE, made by `backup`, into this installation."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="The backup.")
        parser.add_argument(
            "--force", action="store_true", help="Replace what this installation holds."
        )

    def handle(self, *args: object, file: Path, force: bool = False, **options: object) -> None:
        """Verify the whole backup before anything is changed."""
        if not force and (content := _existing_content()):
            raise CommandError(
                f"This installation is not empty: it has {content}. With --force all of it is "
                "replaced.",
                returncode=REFUSED,
            )
        media = Path(settings.MEDIA_ROOT)
        try:
            media.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restoring-") as temporary:
                folder = Path(temporary)
                manifest = unpack(file, folder=folder)
                if manifest.engine != connection.vendor:
                    raise CommandError(
                        f"The backup is of {manifest.engine}, this installation uses "
                        f"{connection.vendor}. A backup goes back into the same kind of database.",
                        returncode=REFUSED,
                    )
                restore_database(folder / manifest.database)
                self._restore_uploads(folder / MEDIA)
        except (InvalidArchiveError, CopyError, OSError) as error:
            raise CommandError(f"Nothing was restored. {error}", returncode=REFUSED) from error
        self.stdout.write(f"Restored the backup of {manifest.made_at}, database and uploads.")
        self.stdout.write("Next: manage.py prepare, then manage.py search_rebuild.")

    def _restore_uploads(self, new: Path) -> None:
        try:
            replace_uploads(new)
        except OSError as error:
            raise CommandError(
                f"The database was restored, the uploads were not: {error} "
                "Mend that and restore again with --force.",
                returncode=REFUSED,
            ) from error


def _existing_content() -> str:
    """Return a name for the content that a restore would delete, "" where there is none."""
    tables = set(connection.introspection.table_names())
    for model, words in ((OfficeSettings, "an office"), (get_user_model(), "accounts")):
        if model._meta.db_table in tables and model._default_manager.exists():
            return words
    return "uploads" if have_uploads() else ""

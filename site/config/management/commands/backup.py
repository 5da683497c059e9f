"""The command `manage.py backup`."""

import tempfile
from argparse import ArgumentParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from config.backup.archives import Manifest, database_name, write
from config.backup.database_copies import CopyError, dump_database
from config.backup.uploads import uploads_folder

REFUSED = 2


class Command(BaseCommand):
    """Writes the database and the uploads to a file."""

    help = "Write database and uploads into FILE (.tar.gz), while Lectern goes on running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="The file to make, such as lectern.tar.gz.")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Copy the database before the uploads, so that no referenced upload is missing."""
        target = file
        if target.exists():
            raise CommandError(f"{target} is there already.", returncode=REFUSED)
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            engine=connection.vendor,
            version=_version(),
        )
        try:
            with tempfile.TemporaryDirectory(
                dir=target.parent, prefix=".lectern-backup-"
            ) as folder:
                database = Path(folder) / database_name(connection.vendor)
                dump_database(database)
                write(
                    target,
                    manifest=manifest,
                    database=database,
                    media=uploads_folder(temporary=Path(folder) / "uploads"),
                )
        except (CopyError, OSError) as error:
            raise CommandError(f"No backup was made. {error}", returncode=REFUSED) from error
        number = len(manifest.members) - 1
        uploads = f"{number} file{'' if number == 1 else 's'} of uploads"
        size = target.stat().st_size / 1_000_000
        self.stdout.write(f"{target}: the database and {uploads}, {size:.1f} MB.")
        self.stdout.write("It holds drafts and accounts: keep it where nobody else can read it.")


def _version() -> str:
    try:
        return version("lectern")
    except PackageNotFoundError:
        return "unknown"

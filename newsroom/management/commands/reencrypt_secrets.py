"""Command that encrypts stored secrets with the newest key, after a change of the keys."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from newsroom.encryption.reencryption import reencrypt_all


class Command(BaseCommand):
    """Encrypts the secrets in the database again, and names those that no key decrypts."""

    help = "Encrypt the secrets in the database with the newest key of the settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the option that only counts."""
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; only count the secrets."
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        """Encrypt and report; fail where something remains to be done or cannot be read."""
        earlier = unreadable = 0
        for name, counts in reencrypt_all(dry_run=check):
            verb = "to encrypt again" if check else "encrypted again"
            self.stdout.write(
                f"{name}: {counts.current} with the newest key, {counts.earlier} {verb},"
                f" {counts.unreadable} unreadable"
            )
            earlier, unreadable = earlier + counts.earlier, unreadable + counts.unreadable
        if unreadable:
            raise CommandError(
                f"{unreadable} secrets were encrypted with a key that the settings lack. Add that"
                " key to ENCRYPTION_KEYS or SECRET_KEY_FALLBACKS and run this again, or make new"
                " secrets in the admin."
            )
        if check and earlier:
            raise CommandError("Earlier keys are still needed: run the command without --check.")

"""Command that removes the second factors of a person who has lost them."""

from argparse import ArgumentParser

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from home.signin import notices
from home.signin.session_times import end_sessions


class Command(BaseCommand):
    """Removes every second factor of a person, ends their sessions, and tells them by e-mail."""

    help = (
        "Removes every second factor and recovery code of a person, ends their sessions and tells"
        " them by e-mail. Make sure first, not by e-mail, that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the user name."""
        parser.add_argument("name", metavar="NAME", help="user name of the person")

    def handle(self, *args: object, name: str, **options: object) -> None:
        """Remove them, or fail with one sentence."""
        person = get_user_model()._default_manager.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no user named {name}.")
        found = Authenticator.objects.filter(user=person)
        if not found.exists():
            raise CommandError(f"{name} has no second factor.")
        found.delete()
        sessions = end_sessions(person)
        notices.record(person, notices.RESET_ACTION, notices.RESET)
        self.stdout.write(f"{name} has no second factor now. Sessions ended: {sessions}.")
        if not person.email:
            self.stdout.write("There is no e-mail address to tell them at.")

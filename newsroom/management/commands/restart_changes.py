"""How are partners told that positions mean something else now, as after an older backup?"""

from django.core.management.base import BaseCommand

from newsroom.partners.changes.sequencing import start_anew


class Command(BaseCommand):
    """Make all cursors of the change feed invalid; each partner builds its copy anew."""

    help = "Begin the change feed anew. Run it after putting an older database back."

    def handle(self, *args, **options) -> None:
        """Do so."""
        start_anew()
        self.stdout.write("The change feed begins anew; partners' copies will be built again.")

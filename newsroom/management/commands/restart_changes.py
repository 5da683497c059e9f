"""Command that resets the change feed, as after restoring an older backup."""

from django.core.management.base import BaseCommand

from newsroom.partners.changes.sequencing import reset_feed


class Command(BaseCommand):
    """Invalidates all cursors of the change feed, so that each partner rebuilds its copy."""

    help = "Begin the change feed anew. Run it after putting an older database back."

    def handle(self, *args, **options) -> None:
        """Reset the feed."""
        reset_feed()
        self.stdout.write("The change feed begins anew; partners' copies will be built again.")

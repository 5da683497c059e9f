"""Command that judges the language of pages that are public already."""

from django.core.management.base import BaseCommand

from newsroom.publishing.language_marks import mark_live_pages


class Command(BaseCommand):
    """Marks the public pages whose words are those of the other language."""

    help = (
        "Judge all public pages, and mark for readers those that are written in the other "
        "language. Run it once after an update from a version without this judgement."
    )

    def handle(self, *args, **options) -> None:
        """Mark the pages and name them."""
        number = 0
        for page, language in mark_live_pages():
            number += 1
            written = language or "its own language"
            self.stdout.write(f"{page.full_url or page.url_path}: written in {written}")
        self.stdout.write(f"{number} pages changed.")

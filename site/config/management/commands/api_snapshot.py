"""The command `manage.py api_snapshot`."""

from django.core.management.base import BaseCommand, CommandError

from config.api.document import document_text
from config.api.mounting import api
from config.folders import IS_WHEEL, REPOSITORY

SNAPSHOT = REPOSITORY / "docs" / "openapi.json"


class Command(BaseCommand):
    """Writes the OpenAPI document into the documentation, which shows every change of the API."""

    help = "Write docs/openapi.json from the API as it is."

    def handle(self, *args: object, **options: object) -> None:
        if IS_WHEEL:
            raise CommandError("docs/openapi.json is part of a checkout, not of a wheel.")
        SNAPSHOT.write_text(document_text(api), encoding="utf-8")
        self.stdout.write(f"{SNAPSHOT.relative_to(REPOSITORY)} written")

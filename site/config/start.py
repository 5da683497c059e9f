"""Check that the settings can be read, before anything else starts."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError


def refuse_broken_settings() -> None:
    """Exit with code 2 and a one-line message where the settings are incomplete."""
    try:
        settings.INSTALLED_APPS  # noqa: B018  (reading one setting loads them all)
    except (ImproperlyConfigured, EnvError) as error:
        sys.stderr.write(f"Lectern cannot start: {error}\n")
        sys.exit(2)

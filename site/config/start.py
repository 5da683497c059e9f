"""Can the settings be read at all? Asked before anything else starts."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError


def refuse_broken_settings() -> None:
    """End the process with one sentence, and exit code 2, where the settings are incomplete."""
    try:
        settings.INSTALLED_APPS  # noqa: B018  (reading one setting loads them all)
    except (ImproperlyConfigured, EnvError) as error:
        sys.stderr.write(f"Lectern cannot start: {error}\n")
        sys.exit(2)

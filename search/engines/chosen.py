"""Which engines does this installation write to, and which one answers first?"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


@cache
def engines() -> dict[str, Engine]:
    """Return the engines by name, the one that is asked first in front."""
    embedded = EmbeddedEngine(Path(settings.SEARCH_FOLDER))
    return {embedded.name: embedded}


def engine(name: str) -> Engine:
    """Return the engine called `name`; raises KeyError where it is not configured."""
    return engines()[name]


@receiver(setting_changed)
def _forget_engines(*, setting: str, **kwargs) -> None:
    if setting.startswith(("SEARCH_", "ELASTICSEARCH_")):
        engines.cache_clear()

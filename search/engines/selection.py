"""The engines that the settings configure, in the order in which they are tried."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.module_loading import import_string

from search.engines.base import Engine

# Dotted paths, so that Elasticsearch's client, which takes a third of a second to import, is loaded
# only where it is configured.
ELASTICSEARCH = "search.engines.elasticsearch.engine.engine_from_settings"
EMBEDDED = "search.engines.embedded.engine.engine_from_settings"


@cache
def engines() -> dict[str, Engine]:
    """Return the engines by name, the preferred one first.

    With Elasticsearch, the embedded index is maintained as well, so that search works during an
    outage of the server. On several hosts there is none: its files belong to one host, and the
    others would search in old ones.
    """
    paths = [ELASTICSEARCH] if settings.ELASTICSEARCH_URL else []
    if not (settings.SEVERAL_HOSTS and settings.ELASTICSEARCH_URL):
        paths.append(EMBEDDED)
    makers: list[Callable[[], Engine]] = [import_string(path) for path in paths]
    return {engine.name: engine for engine in (make() for make in makers)}


def engine(name: str) -> Engine:
    """Return the engine called `name`; raises KeyError where it is not configured."""
    return engines()[name]


def engines_named(name: str | None) -> list[Engine]:
    """Return the engine called `name` alone, or all engines in order for None."""
    return [engine for engine in engines().values() if name in (None, engine.name)]


def close_engines() -> None:
    """Close the connections of all engines. The next search makes new engines."""
    for each in engines().values():
        each.close()
    engines.cache_clear()


@receiver(setting_changed)
def _clear_cache(*, setting: str, **kwargs: object) -> None:
    if setting.startswith(("SEARCH_", "ELASTICSEARCH_", "SEVERAL_HOSTS")):
        engines.cache_clear()

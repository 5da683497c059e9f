"""Which engines does this installation write to, and which one answers first?"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from search.engines.base import Engine
from search.engines.embedded.engine import EmbeddedEngine


@cache
def engines() -> dict[str, Engine]:
    """Return the engines by name, the one that is asked first in front.

    With Elasticsearch, the embedded index is kept as well, so that search goes on answering when
    the server is away.
    """
    found: list[Engine] = []
    if settings.ELASTICSEARCH_URL:
        found.append(_elasticsearch())
    found.append(EmbeddedEngine(Path(settings.SEARCH_FOLDER)))
    return {engine.name: engine for engine in found}


def _elasticsearch() -> Engine:
    # Not imported where it is not used: the client takes a third of a second to load.
    from search.engines.elasticsearch.client import make_client
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    return ElasticsearchEngine(
        make_client(),
        prefix=settings.ELASTICSEARCH_INDEX_PREFIX,
        replicas=settings.ELASTICSEARCH_REPLICAS,
        refresh=settings.ELASTICSEARCH_REFRESH,
    )


def engine(name: str) -> Engine:
    """Return the engine called `name`; raises KeyError where it is not configured."""
    return engines()[name]


def chosen_by_name(name: str | None) -> list[Engine]:
    """Return the engine called `name` alone, or all in their order where none is named."""
    return [one for one in engines().values() if name in (None, one.name)]


@receiver(setting_changed)
def _forget_engines(*, setting: str, **kwargs: object) -> None:
    if setting.startswith(("SEARCH_", "ELASTICSEARCH_")):
        engines.cache_clear()

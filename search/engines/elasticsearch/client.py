"""The connection to Elasticsearch, and what its errors mean."""

import contextlib
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.engines.base import EngineUnavailableError

# After a failure, later requests fail at once instead of each waiting for the same server.
PAUSE_SECONDS = 5.0
# States of the server rather than mistakes of ours: overloaded, not allowed, index closed or gone.
UNAVAILABLE_STATUSES = frozenset({401, 403, 404, 408, 429})


def make_client() -> Elasticsearch:
    """Return a client as the settings configure it; it connects at its first request."""
    options: dict[str, object] = {
        "request_timeout": settings.ELASTICSEARCH_TIMEOUT,
        "max_retries": 0,
        "retry_on_timeout": False,
    }
    if settings.ELASTICSEARCH_API_KEY:
        options["api_key"] = settings.ELASTICSEARCH_API_KEY
    elif settings.ELASTICSEARCH_USERNAME:
        options["basic_auth"] = (
            settings.ELASTICSEARCH_USERNAME,
            settings.ELASTICSEARCH_PASSWORD,
        )
    if settings.ELASTICSEARCH_CA_FILE:
        options["ca_certs"] = settings.ELASTICSEARCH_CA_FILE
    hosts = [host.strip() for host in settings.ELASTICSEARCH_URL.split(",") if host.strip()]
    make: Callable[..., Elasticsearch] = Elasticsearch
    return make(hosts, **options)


class Availability:
    """Remembers for a few seconds that the server could not be reached."""

    def __init__(self) -> None:
        self._paused_until = 0.0

    @contextlib.contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Raise EngineUnavailableError for errors of the server, and at once during the pause."""
        if time.monotonic() < self._paused_until:
            raise EngineUnavailableError("Elasticsearch was away a moment ago")
        try:
            yield
        except TransportError as error:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            raise EngineUnavailableError(f"{type(error).__name__}: {error}") from error
        except ApiError as error:
            if error.status_code in UNAVAILABLE_STATUSES or error.status_code >= 500:
                raise EngineUnavailableError(f"{error.status_code}: {error}") from error
            raise

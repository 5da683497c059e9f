"""How is Elasticsearch reached, and what does it mean when it is not?"""

import contextlib
import time
from collections.abc import Iterator

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.engines.base import EngineUnavailableError

# After a failure, others answer at once instead of each waiting for the same server.
REST_SECONDS = 5.0
# Not our mistake but the server's state: overloaded, not allowed, index closed or gone.
STATES = frozenset({401, 403, 404, 408, 429})


def make_client() -> Elasticsearch:
    """Return a client as the settings say; it connects at its first request."""
    options: dict = {
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
    return Elasticsearch(hosts, **options)


class Reachability:
    """Remembers for a few seconds that the server was away."""

    def __init__(self) -> None:
        self._until = 0.0

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what goes wrong within into EngineUnavailableError, and what follows soon after."""
        if time.monotonic() < self._until:
            raise EngineUnavailableError("Elasticsearch was away a moment ago")
        try:
            yield
        except TransportError as error:
            self._until = time.monotonic() + REST_SECONDS
            raise EngineUnavailableError(f"{type(error).__name__}: {error}") from error
        except ApiError as error:
            if error.status_code in STATES or error.status_code >= 500:
                raise EngineUnavailableError(f"{error.status_code}: {error}") from error
            raise

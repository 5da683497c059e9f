"""Prometheus metrics of this web server. Imported only where METRICS_TOKEN is set.

gunicorn's processes share their counters through files (`docker/gunicorn.conf.py`). What the
database knows is read when Prometheus asks.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.observability.installation_state import Measure, read_installation
from config.observability.request_record import RequestRecord
from search.querying.answers import engine_asked

T = TypeVar("T")

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FILES = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST"})

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "lectern_requests_total",
    "Requests, by view, method and status.",
    ["view", "method", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "lectern_request_seconds",
    "Seconds until the answer to a request is there, by view.",
    ["view"],
    buckets=(0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
PAGE_CACHE = Counter(
    "lectern_page_cache_total",
    "Requests that were answered from stored pages (hit) or rendered one (miss).",
    ["result"],
    registry=REGISTRY,
)
QUERY_SECONDS = Histogram(
    "lectern_database_query_seconds",
    "Seconds of a database query.",
    buckets=(0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 5),
    registry=REGISTRY,
)
SEARCH_SECONDS = Histogram(
    "lectern_search_seconds",
    "Seconds in which an engine answered a search.",
    ["engine"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
    registry=REGISTRY,
)
SEARCH_FAILURES = Counter(
    "lectern_search_failures_total",
    "Searches that an engine could not answer.",
    ["engine"],
    registry=REGISTRY,
)


# The wrappers of connections, which are never left again.
_measured: WeakKeyDictionary[BaseDatabaseWrapper, AbstractContextManager[None]] = (
    WeakKeyDictionary()
)


def observe_request(record: RequestRecord, method: str, status: int, seconds: float) -> None:
    """Count a request."""
    view = record.view or "none"
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)
    if record.cache:
        PAGE_CACHE.labels(record.cache).inc()


def time_query(
    execute: Callable[..., T], sql: str, params: object, many: bool, context: object
) -> T:
    """Measure a database query: a wrapper of Django's connections."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        QUERY_SECONDS.observe(time.perf_counter() - began)


def measure_connection(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Measure the queries of a new connection."""
    if connection not in _measured:
        _measured[connection] = connection.execute_wrapper(time_query)
        _measured[connection].__enter__()


def observe_search(engine: str, seconds: float, has_failed: bool, **kwargs: object) -> None:
    """Count a search."""
    if has_failed:
        SEARCH_FAILURES.labels(engine).inc()
    else:
        SEARCH_SECONDS.labels(engine).observe(seconds)


def connect() -> None:
    """Measure queries and searches from now on."""
    connection_created.connect(measure_connection)
    engine_asked.connect(observe_search)


def disconnect() -> None:
    """Measure queries of new connections and searches no longer."""
    connection_created.disconnect(measure_connection)
    engine_asked.disconnect(observe_search)


class InstallationCollector(Collector):
    """The state of the installation, as Prometheus takes it."""

    def collect(self) -> Iterable[Metric]:
        """Return the measures, those of one name together."""
        families: dict[str, list[Measure]] = {}
        for measure in read_installation():
            families.setdefault(measure.name, []).append(measure)
        for name, measures in families.items():
            labels = sorted(measures[0].labels)
            family = GaugeMetricFamily(name, measures[0].help, labels=labels)
            for measure in measures:
                family.add_metric([measure.labels[label] for label in labels], measure.value)
            yield family


def render() -> bytes:
    """Return all metrics in the text format of Prometheus."""
    registry = REGISTRY
    if os.environ.get(SHARED_FILES):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # has no types
    state = CollectorRegistry()
    state.register(InstallationCollector())
    return generate_latest(registry) + generate_latest(state)

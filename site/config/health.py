"""The probes `/healthz` (alive) and `/readyz` (able to serve readers), and the metrics."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import compare_digest

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.http.proxies import proxy_state
from newsroom.media.uploads import object_store
from newsroom.worker.jobs import overdue_heartbeats, worker_is_running
from newsroom.worker.left_out_parts import parts_left_out

logger = logging.getLogger(__name__)

METRICS_PATH = "/-/metrics"


@dataclass
class Readiness:
    """The result of /readyz. `fatal` takes this process out of service."""

    details: dict[str, str] = field(default_factory=dict)
    fatal: bool = False


class HealthMiddleware:
    """Answers probes before host names, sessions and languages are processed.

    A probe uses an IP address instead of a public name, so `ALLOWED_HOSTS` and the redirect to
    HTTPS must not apply to it.
    """

    _migrated = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _answer({"status": "ok"})
        if request.path_info == "/readyz":
            return self._ready(request)
        if request.path_info == METRICS_PATH and settings.METRICS_TOKEN:
            return _metrics(request)
        return self.get_response(request)

    def _ready(self, request: HttpRequest) -> HttpResponse:
        readiness = Readiness()
        try:
            self._check_database(readiness)
            if not readiness.fatal and _may_see_details(request):
                _check_worker(readiness)
                readiness.details["proxy"] = proxy_state()
                readiness.details["pages"] = parts_left_out() or "ok"
                _check_search(readiness)
                _check_cache(readiness)
                _check_uploads(readiness)
        except DatabaseError:
            logger.exception("readiness: the database does not answer")
            readiness.details["database"] = "unavailable"
            readiness.fatal = True
        body: dict[str, object] = {"status": "unavailable" if readiness.fatal else "ok"}
        if _may_see_details(request):
            body["checks"] = readiness.details
        return _answer(body, status=503 if readiness.fatal else 200)

    def _check_database(self, readiness: Readiness) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        readiness.details["database"] = "ok"
        # Loading all migrations takes a tenth of a second; applied ones stay applied.
        if not HealthMiddleware._migrated:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            HealthMiddleware._migrated = not plan
            readiness.fatal = bool(plan)
            readiness.details["migrations"] = f"{len(plan)} not applied" if plan else "ok"
        else:
            readiness.details["migrations"] = "ok"


def _check_worker(readiness: Readiness) -> None:
    """Add the state of the worker. Readers are served without it, so it is never fatal."""
    late = [beat.job for beat in overdue_heartbeats()]
    if not worker_is_running():
        readiness.details["worker"] = "not running"
    else:
        readiness.details["worker"] = f"late: {', '.join(late)}" if late else "ok"


def _check_search(readiness: Readiness) -> None:
    """Add the state of each index. Pages are served without search, so it is never fatal."""
    # Imported here, so that probes answer even where search cannot be loaded.
    from search.engines.base import EngineUnavailableError
    from search.engines.selection import engines
    from search.indexing.rebuild import needs_rebuild
    from search.language.analysis import LANGUAGES

    for name, engine in engines().items():
        try:
            stale = [language for language in LANGUAGES if needs_rebuild(engine, language)]
        except EngineUnavailableError:
            readiness.details[f"search: {name}"] = "unavailable"
            continue
        readiness.details[f"search: {name}"] = f"to rebuild: {', '.join(stale)}" if stale else "ok"


def _check_cache(readiness: Readiness) -> None:
    """Add the state of the shared cache. Pages are rendered without it, so it is never fatal."""
    backend = caches["default"]
    if hasattr(backend, "is_available"):
        readiness.details["cache"] = "ok" if backend.is_available() else "unavailable"


def _check_uploads(readiness: Readiness) -> None:
    """Add the state of the object store. Pages are served without it, so it is never fatal."""
    if store := object_store():
        try:
            store.check()
        except OSError:
            readiness.details["uploads"] = "unavailable"
        else:
            readiness.details["uploads"] = "ok"


def _metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics to whoever has their token."""
    # Imported here, since most installations have no Prometheus.
    from config.observability import metrics

    if not _has_token(request, settings.METRICS_TOKEN):
        return _answer({"status": "a token is needed"}, status=401)
    response = HttpResponse(metrics.render(), content_type=metrics.CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_see_details(request: HttpRequest) -> bool:
    return _has_token(request, settings.READINESS_TOKEN)


def _has_token(request: HttpRequest, token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(given.encode(), f"Bearer {token}".encode())


def _answer(body: dict[str, object], *, status: int = 200) -> JsonResponse:
    return JsonResponse(
        body,
        status=status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )

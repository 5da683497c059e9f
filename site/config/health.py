"""Is this process alive, and can it serve readers?"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsroom.worker.jobs import overdue_heartbeats, worker_is_running

logger = logging.getLogger(__name__)


@dataclass
class Readiness:
    """What /readyz found; only `fatal` findings take this process out of service."""

    details: dict[str, str] = field(default_factory=dict)
    fatal: bool = False


class HealthMiddleware:
    """Answers probes before host names, sessions and languages are looked at.

    A probe asks by address, not by a public name, so `ALLOWED_HOSTS` and the redirect to HTTPS
    must not stand in its way.
    """

    _migrated = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _answer({"status": "ok"})
        if request.path_info == "/readyz":
            return self._ready(request)
        return self.get_response(request)

    def _ready(self, request: HttpRequest) -> HttpResponse:
        found = Readiness()
        try:
            self._check_database(found)
            if not found.fatal and _may_see_details(request):
                _check_worker(found)
                _check_search(found)
        except DatabaseError:
            logger.exception("readiness: the database does not answer")
            found.details["database"] = "unavailable"
            found.fatal = True
        body: dict[str, object] = {"status": "unavailable" if found.fatal else "ok"}
        if _may_see_details(request):
            body["checks"] = found.details
        return _answer(body, status=503 if found.fatal else 200)

    def _check_database(self, found: Readiness) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found.details["database"] = "ok"
        # Reading all migrations costs a tenth of a second; once applied, they stay applied.
        if not HealthMiddleware._migrated:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            HealthMiddleware._migrated = not plan
            found.fatal = bool(plan)
            found.details["migrations"] = f"{len(plan)} not applied" if plan else "ok"
        else:
            found.details["migrations"] = "ok"


def _check_worker(found: Readiness) -> None:
    """Say whether the worker runs. Readers are served without it, so it is never fatal."""
    late = [beat.job for beat in overdue_heartbeats()]
    if not worker_is_running():
        found.details["worker"] = "not running"
    else:
        found.details["worker"] = f"late: {', '.join(late)}" if late else "ok"


def _check_search(found: Readiness) -> None:
    """Say whether each index is current. Pages are served without it, so it is never fatal."""
    # Here, not above: a probe must answer even where search cannot be loaded.
    from search.engines.base import EngineUnavailableError
    from search.engines.selection import engines
    from search.indexing.rebuild import needs_rebuild
    from search.language.analysis import LANGUAGES

    for name, engine in engines().items():
        try:
            stale = [language for language in LANGUAGES if needs_rebuild(engine, language)]
        except EngineUnavailableError:
            found.details[f"search: {name}"] = "unavailable"
            continue
        found.details[f"search: {name}"] = f"to rebuild: {', '.join(stale)}" if stale else "ok"


def _may_see_details(request: HttpRequest) -> bool:
    token = settings.READINESS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(given.encode(), f"Bearer {token}".encode())


def _answer(body: dict[str, object], *, status: int = 200) -> JsonResponse:
    return JsonResponse(
        body,
        status=status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )

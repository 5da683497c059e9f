"""The state of the installation in numbers: queues, worker, indexes, publications, failures.

No number names an office, a page or a person. The number of queries does not depend on their rows.
"""

import logging
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import metadata

import django
import wagtail
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from wagtail.models import Page, Revision

from newsroom.models import (
    RenditionRequest,
    ScheduleFailure,
    StatementToCount,
    TouchedPage,
    WebhookEndpoint,
    WebhookMessage,
    WorkerHeartbeat,
)
from newsroom.publishing.overdue import GRACE
from newsroom.worker.jobs import overdue_heartbeats, registered_jobs, worker_is_running
from search.health.status import read_health
from search.models import SavedSearch
from search.models.health import IndexTask

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of the installation. `labels` have few values, all known beforehand."""

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def read_installation() -> Iterator[Measure]:
    """Yield all measures. A part that cannot be read is left out, and counted as failed."""
    for name, read in PARTS.items():
        try:
            measures, failed = list(read()), 0
        except (DatabaseError, OSError) as error:
            logger.warning("metrics: %s cannot be read: %s", name, type(error).__name__)
            measures, failed = [], 1
        yield from measures
        yield Measure(
            name="lectern_collection_failed",
            help="1 where this part of the metrics could not be read.",
            value=failed,
            labels={"part": name},
        )


def _versions() -> Iterator[Measure]:
    yield Measure(
        name="lectern_build_info",
        help="Versions, as labels.",
        value=1,
        labels=versions(),
    )


def versions() -> dict[str, str]:
    """Return the versions of Lectern and of what it runs on."""
    return {
        "lectern": lectern_version(),
        "wagtail": wagtail.__version__,
        "django": django.get_version(),
        "python": platform.python_version(),
        "database": connection.vendor,
    }


def lectern_version() -> str:
    """Return the version of Lectern; "unknown" where it was not installed as a package."""
    try:
        return metadata.version("lectern")
    except metadata.PackageNotFoundError:
        return "unknown"


def _database() -> Iterator[Measure]:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Measure(
        name="lectern_database_ping_seconds",
        help="How long the database takes to answer the smallest query now.",
        value=time.perf_counter() - began,
    )


def _worker() -> Iterator[Measure]:
    now = timezone.now()
    yield Measure(
        name="lectern_worker_running",
        help="1 if a job of the worker started or ended within the last minute.",
        value=worker_is_running(now=now),
    )
    yield Measure(
        name="lectern_worker_jobs_late",
        help="Jobs that last ended too long ago.",
        value=len(overdue_heartbeats(now=now)),
    )
    beats = {beat.job: beat for beat in WorkerHeartbeat.objects.all()}
    for job in registered_jobs():
        beat = beats.get(job.name)
        if beat is None:
            continue
        labels = {"job": job.name, "lane": job.lane}
        if beat.succeeded_at is not None:
            yield Measure(
                name="lectern_worker_job_success_age_seconds",
                help="Seconds since a job of the worker last succeeded.",
                value=(now - beat.succeeded_at).total_seconds(),
                labels=labels,
            )
        yield Measure(
            name="lectern_worker_job_failed",
            help="1 if a job of the worker failed last time.",
            value=bool(beat.failure),
            labels=labels,
        )


def _queues() -> Iterator[Measure]:
    now = timezone.now()
    due = Q(state=WebhookMessage.State.WAITING, endpoint__is_active=True)
    webhooks = WebhookMessage.objects.filter(due).aggregate(n=Count("pk"), since=Min("created_at"))
    letters = SavedSearch.objects.filter(letter_due_at__lte=now).aggregate(
        n=Count("pk"), since=Min("letter_due_at")
    )
    digests = SavedSearch.objects.filter(
        disabled_at=None, confirmed_at__isnull=False, next_digest_at__lte=now
    ).aggregate(n=Count("pk"), since=Min("next_digest_at"))
    tasks = IndexTask.objects.filter(finished_at=None).aggregate(
        n=Count("pk"), since=Min("requested_at")
    )
    changes = TouchedPage.objects.aggregate(n=Count("pk"), since=Min("touched_at"))
    rows = {
        "webhooks": webhooks,
        "alert_letters": letters,
        "alert_digests": digests,
        "index_tasks": tasks,
        "changes": changes,
        "counts": {"n": StatementToCount.objects.count(), "since": None},
        "renditions": {"n": RenditionRequest.objects.count(), "since": None},
    }
    for queue, row in rows.items():
        yield from _queue(queue, waiting=row["n"], since=row["since"])


def _queue(name: str, *, waiting: int, since: datetime | None) -> Iterator[Measure]:
    yield Measure(
        name="lectern_queue_waiting",
        help="Rows that wait for the worker.",
        value=waiting,
        labels={"queue": name},
    )
    if since is not None:
        yield Measure(
            name="lectern_queue_oldest_seconds",
            help="How long the oldest row waits for the worker.",
            value=max(0.0, (timezone.now() - since).total_seconds()),
            labels={"queue": name},
        )


def _publications() -> Iterator[Measure]:
    limit = timezone.now() - GRACE
    revisions = Revision.page_revisions.filter(approved_go_live_at__lte=limit)
    late = revisions.aggregate(n=Count("pk"), since=Min("approved_go_live_at"))
    expired = Page.objects.filter(live=True, expire_at__lte=limit).aggregate(
        n=Count("pk"), since=Min("expire_at")
    )
    for action, row in (("publish", late), ("expire", expired)):
        yield Measure(
            name="lectern_publications_overdue",
            help="Pages that should have been published or taken down more than a minute ago.",
            value=row["n"],
            labels={"action": action},
        )
    yield Measure(
        name="lectern_publications_failed",
        help="Pages that could not be published or taken down when they were due.",
        value=ScheduleFailure.objects.count(),
    )


def _webhooks() -> Iterator[Measure]:
    row = WebhookEndpoint.objects.aggregate(
        failing=Count("pk", filter=Q(is_active=True, failing_since__isnull=False)),
        off=Count("pk", filter=Q(disabled_at__isnull=False)),
    )
    for state, number in (("failing", row["failing"]), ("switched_off", row["off"])):
        yield Measure(
            name="lectern_webhooks",
            help="Webhooks that fail now, or were switched off after failures.",
            value=number,
            labels={"state": state},
        )
    given_up = WebhookMessage.objects.filter(state=WebhookMessage.State.GIVEN_UP)
    yield Measure(
        name="lectern_webhook_messages_given_up",
        help="Messages of the last 30 days that no attempt delivered.",
        value=given_up.count(),
    )


def _mails() -> Iterator[Measure]:
    row = SavedSearch.objects.aggregate(
        failing=Count("pk", filter=Q(disabled_at=None, failures__gt=0)),
        off=Count("pk", filter=Q(disabled_at__isnull=False)),
    )
    for state, number in (("failing", row["failing"]), ("switched_off", row["off"])):
        yield Measure(
            name="lectern_alert_mails",
            help="E-mail alerts whose last letter failed, or that were switched off for it.",
            value=number,
            labels={"state": state},
        )


def _search() -> Iterator[Measure]:
    health = read_health()
    for engine in health.engines:
        labels = {"engine": engine.name}
        yield Measure(
            name="lectern_search_engine_available",
            help="1 if a search engine answers.",
            value=engine.is_available,
            labels=labels,
        )
        waiting = engine.outbox
        yield from _queue(f"search_{engine.name}", waiting=waiting.waiting, since=waiting.since)
        yield Measure(
            name="lectern_search_changes_failing",
            help="Changes that could not be written to an engine several times.",
            value=waiting.failing,
            labels=labels,
        )
        for index in engine.indexes:
            of_index = {**labels, "language": index.language}
            yield Measure(
                name="lectern_search_index_difference",
                help="By how many statements an index differs from those that are public.",
                value=index.difference,
                labels=of_index,
            )
            yield Measure(
                name="lectern_search_index_outdated",
                help="1 if an index must be built again.",
                value=index.is_outdated,
                labels=of_index,
            )


def _storage() -> Iterator[Measure]:
    usage = shutil.disk_usage(settings.DATA_FOLDER)
    for name, number in (("free", usage.free), ("total", usage.total)):
        yield Measure(
            name="lectern_data_folder_bytes",
            help="Free and total space on the disk of the data folder.",
            value=number,
            labels={"space": name},
        )


PARTS: dict[str, Callable[[], Iterator[Measure]]] = {
    "versions": _versions,
    "database": _database,
    "worker": _worker,
    "queues": _queues,
    "publications": _publications,
    "webhooks": _webhooks,
    "mails": _mails,
    "search": _search,
    "storage": _storage,
}

"""Comparisons and rebuilds of indexes as recorded tasks, which people can request and follow."""

import logging
import time
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from search.engines.base import Engine, EngineUnavailableError
from search.engines.selection import engines
from search.indexing.rebuild import count_public, find_drift, needs_rebuild, rebuild, repair
from search.models.health import IndexTask

logger = logging.getLogger(__name__)

RETENTION = timedelta(days=60)
PROGRESS_SECONDS = 1.0


def request_task(
    *, engine: str, language: str, kind: str, user: AbstractBaseUser | None = None
) -> bool:
    """Queue a comparison or rebuild for the worker; return False where the same task waits."""
    waiting = IndexTask.objects.filter(
        engine=engine, language=language, kind=kind, started_at=None, finished_at=None
    )
    if waiting.exists():
        return False
    IndexTask.objects.create(
        engine=engine, language=language, kind=kind, requested_by_id=user.pk if user else None
    )
    return True


def run_requested_tasks() -> str:
    """Run the tasks that wait, for the worker; return what was done, empty for nothing.

    A task that was started and not finished belonged to a worker that died: it is run again.
    """
    done = []
    unfinished = IndexTask.objects.filter(finished_at=None).order_by("pk")
    for task_id in list(unfinished.values_list("pk", flat=True)):
        task = IndexTask.objects.get(pk=task_id)
        target = engines().get(task.engine)
        if target is None:
            _finish(task, error="this engine is not configured")
            continue
        try:
            done.append(run_task(task, target))
        except EngineUnavailableError as error:
            logger.warning("%s failed: %s", task, error)
    return "; ".join(filter(None, done))


def reconcile_index(target: Engine, language: str) -> str:
    """Compare an index, and repair or rebuild it where needed; return what was done."""
    return run_task(_start(IndexTask.Kind.COMPARE, target, language), target)


def rebuild_index(target: Engine, language: str) -> str:
    """Rebuild an index; return what was done."""
    return run_task(_start(IndexTask.Kind.REBUILD, target, language), target)


def delete_old_tasks() -> None:
    """Delete the records of tasks that finished before the retention period."""
    IndexTask.objects.filter(finished_at__lt=timezone.now() - RETENTION).delete()


def run_task(task: IndexTask, target: Engine) -> str:
    """Run a task and record its outcome; raise what the engine raises."""
    title = f"{target.name}/{task.language}"
    task.started_at = timezone.now()
    task.done = 0
    task.total = count_public(task.language)
    task.save()
    progress = _Progress(task)
    try:
        if task.kind == IndexTask.Kind.REBUILD or needs_rebuild(target, task.language):
            task.kind = IndexTask.Kind.REBUILD
            count = rebuild(target, task.language, progress=progress)
            outcome = f"{title}: rebuilt with {count} statements"
        else:
            outcome = _compare(task, target, progress=progress)
    except Exception as error:
        # Any error is recorded for the person who requested the task, then left to the worker.
        _finish(task, error=f"{type(error).__name__}: {error}")
        raise
    _finish(task)
    return outcome


def _compare(task: IndexTask, target: Engine, *, progress: "_Progress") -> str:
    drift = find_drift(target, task.language, progress=progress)
    task.missing, task.stale, task.extra = map(len, (drift.missing, drift.stale, drift.extra))
    if not drift.page_ids:
        return ""
    repair(target, drift)
    return (
        f"{target.name}/{task.language}: repaired {task.missing} missing, "
        f"{task.stale} stale, {task.extra} extra"
    )


def _start(kind: str, target: Engine, language: str) -> IndexTask:
    # Started at once: only requested tasks wait.
    return IndexTask.objects.create(
        engine=target.name, language=language, kind=kind, started_at=timezone.now()
    )


def _finish(task: IndexTask, *, error: str = "") -> None:
    task.finished_at = timezone.now()
    task.error = error[:2000]
    task.save()


class _Progress:
    """Progress callback that saves the number of statements done, at most once a second."""

    def __init__(self, task: IndexTask) -> None:
        self._task = task
        self._saved_at = time.monotonic()

    def __call__(self, count: int) -> None:
        self._task.done += count
        if time.monotonic() - self._saved_at >= PROGRESS_SECONDS:
            self._task.save(update_fields=["done"])
            self._saved_at = time.monotonic()

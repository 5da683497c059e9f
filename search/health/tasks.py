"""How are indexes compared and rebuilt, so that people can ask for it and see how it goes?"""

import logging
import time
from datetime import timedelta

from django.utils import timezone

from search.engines.base import Engine, EngineUnavailableError
from search.engines.selection import engines
from search.indexing.rebuild import count_public, find_drift, needs_rebuild, rebuild, repair
from search.models.health import IndexTask

logger = logging.getLogger(__name__)

KEPT = timedelta(days=60)
PROGRESS_SECONDS = 1.0


def request(*, engine: str, language: str, kind: str, user=None) -> bool:
    """Ask the worker for a comparison or rebuild; False where the same waits already."""
    waiting = IndexTask.objects.filter(
        engine=engine, language=language, kind=kind, started_at=None, finished_at=None
    )
    if waiting.exists():
        return False
    IndexTask.objects.create(engine=engine, language=language, kind=kind, requested_by=user)
    return True


def work_off_requests() -> str:
    """Do what people asked for, for the worker; return what was done, empty for nothing.

    A task that was begun and not ended belonged to a worker that is gone: it is begun again.
    """
    done = []
    unfinished = IndexTask.objects.filter(finished_at=None).order_by("pk")
    for number in list(unfinished.values_list("pk", flat=True)):
        task = IndexTask.objects.get(pk=number)
        target = engines().get(task.engine)
        if target is None:
            _end(task, error="this engine is not configured")
            continue
        try:
            done.append(perform(task, target))
        except EngineUnavailableError as error:
            logger.warning("%s failed: %s", task, error)
    return "; ".join(filter(None, done))


def look_after(target: Engine, language: str) -> str:
    """Compare an index, and repair or rebuild it where it must be; return what was done."""
    return perform(_new(IndexTask.Kind.COMPARE, target, language), target)


def make_anew(target: Engine, language: str) -> str:
    """Rebuild an index; return what was done."""
    return perform(_new(IndexTask.Kind.REBUILD, target, language), target)


def forget_old() -> None:
    """Delete the records of long ago."""
    IndexTask.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()


def perform(task: IndexTask, target: Engine) -> str:
    """Do a task and record how it went; raises what the engine raises."""
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
        # Whatever it was is told to those who asked, then to the worker.
        _end(task, error=f"{type(error).__name__}: {error}")
        raise
    _end(task)
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


def _new(kind: str, target: Engine, language: str) -> IndexTask:
    # Begun at once: only what people ask for waits.
    return IndexTask.objects.create(
        engine=target.name, language=language, kind=kind, started_at=timezone.now()
    )


def _end(task: IndexTask, *, error: str = "") -> None:
    task.finished_at = timezone.now()
    task.error = error[:2000]
    task.save()


class _Progress:
    """Writes how far a task is, but not oftener than every second."""

    def __init__(self, task: IndexTask) -> None:
        self._task = task
        self._written = time.monotonic()

    def __call__(self, count: int) -> None:
        self._task.done += count
        if time.monotonic() - self._written >= PROGRESS_SECONDS:
            self._task.save(update_fields=["done"])
            self._written = time.monotonic()

"""The worker's jobs, and the loop that runs them outside of requests.

Apps register jobs when they start, and one long-running command runs them all. Each lane is a
thread that runs its jobs one after another, so that a slow reconciliation never delays a
publication.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone
from django.utils.functional import Promise

from newsroom.caching import state_token
from newsroom.models import WorkerHeartbeat
from newsroom.worker import left_out_parts
from newsroom.worker.lock import WorkerLock, worker_lock

logger = logging.getLogger(__name__)

LOCK_RETRY_INTERVAL = timedelta(seconds=5)
LOCK_CHECK_INTERVAL = timedelta(seconds=2)
HEARTBEAT_INTERVAL = timedelta(seconds=5)
MIN_PAUSE = 0.2
# Seconds that running jobs have to finish after the worker was stopped.
SHUTDOWN_TIMEOUT = 25.0


@dataclass(frozen=True, kw_only=True)
class Job:
    """A task that the worker repeats."""

    name: str
    every: timedelta
    run: Callable[[], str]
    next_due: Callable[[], datetime | None] | None = None
    lane: str = "main"
    label: str | Promise = ""


_jobs: dict[str, Job] = {}


def register_job(
    name: str,
    *,
    every: timedelta,
    run: Callable[[], str],
    next_due: Callable[[], datetime | None] | None = None,
    lane: str = "main",
    label: str | Promise = "",
) -> None:
    """Register a job, which the worker calls at the interval `every`.

    `label` says in words what the job does; editors read it where the job has failed.

    `run` returns what it did, or "" for nothing. `next_due` returns a moment before the end of the
    interval at which `run` must be called exactly. Jobs of one lane wait for each other.
    """
    _jobs[name] = Job(name=name, every=every, run=run, next_due=next_due, lane=lane, label=label)


def registered_jobs() -> list[Job]:
    """Return all jobs in the order of their registration."""
    return list(_jobs.values())


def job_label(name: str) -> str | Promise:
    """Return in words what a job does; its name where it is not registered any more."""
    if name == left_out_parts.NAME:
        return left_out_parts.LABEL
    job = _jobs.get(name)
    return job.label if job is not None and job.label else name.replace("_", " ")


def failed_heartbeats(*, now: datetime | None = None) -> list[WorkerHeartbeat]:
    """Return the jobs that failed last time, and those that ended too long ago. One query.

    Jobs that never ended are left out: a worker that has just started has many of them. The report
    of parts that public pages left out in the last day is among them.
    """
    now = now or timezone.now()
    names = [*_jobs, left_out_parts.NAME]
    beats = WorkerHeartbeat.objects.filter(job__in=names, finished_at__isnull=False)
    return [
        beat
        for beat in beats.order_by("job")
        if (
            left_out_parts.is_recent(beat, now=now)
            if beat.job == left_out_parts.NAME
            else beat.failure or _is_overdue(beat, now)
        )
    ]


def overdue_heartbeats(*, now: datetime | None = None) -> list[WorkerHeartbeat]:
    """Return the jobs that last finished too long ago."""
    now = now or timezone.now()
    beats = WorkerHeartbeat.objects.exclude(job=left_out_parts.NAME).order_by("job")
    return [beat for beat in beats if _is_overdue(beat, now)]


def worker_is_running(*, now: datetime | None = None) -> bool:
    """Return whether a job started or finished within the last minute."""
    now = now or timezone.now()
    limit = now - timedelta(minutes=1)
    return any(
        moment is not None and moment >= limit
        for beat in WorkerHeartbeat.objects.filter(job__in=_jobs)
        for moment in (beat.started_at, beat.finished_at)
    )


def _is_overdue(beat: WorkerHeartbeat, now: datetime) -> bool:
    latest = beat.finished_at or beat.started_at
    return latest is None or now - latest > max(3 * beat.interval, timedelta(minutes=1))


def run_once(*, jobs: Iterable[Job] | None = None) -> list[str]:
    """Run every job once in this thread; return the names of those that failed."""
    chosen = registered_jobs() if jobs is None else list(jobs)
    return [job.name for job in chosen if not run_job(job)]


def run_forever(
    *,
    stop: threading.Event,
    jobs: Iterable[Job] | None = None,
    lock: WorkerLock | None = None,
) -> None:
    """Run the jobs until `stop` is set, while no other worker holds the lock."""
    chosen = registered_jobs() if jobs is None else list(jobs)
    lock = lock or worker_lock()
    waiting = False
    try:
        while not stop.is_set():
            if _acquire(lock):
                logger.info("worker runs %s", ", ".join(job.name for job in chosen))
                waiting = False
                _run_lanes(chosen, lock=lock, stop=stop)
            else:
                if not waiting:
                    logger.info("another worker is running, or the database is away; waiting")
                waiting = True
                stop.wait(LOCK_RETRY_INTERVAL.total_seconds())
    finally:
        lock.release()
        logger.info("worker ended")


def _acquire(lock: WorkerLock) -> bool:
    try:
        return lock.acquire()
    except (DatabaseError, InterfaceError, OSError):
        logger.exception("worker could not ask for its lock")
        return False


def _run_lanes(jobs: list[Job], *, lock: WorkerLock, stop: threading.Event) -> None:
    """Run all lanes until `stop` is set, or until the lock is lost with its connection."""
    ended = threading.Event()
    lanes: dict[str, list[Job]] = {}
    for job in jobs:
        lanes.setdefault(job.lane, []).append(job)
    threads = [
        threading.Thread(target=_run_lane, args=(lane,), kwargs={"stop": ended}, daemon=True)
        for lane in lanes.values()
    ]
    for thread in threads:
        thread.start()
    while not stop.wait(LOCK_CHECK_INTERVAL.total_seconds()):
        if not lock.is_held():
            logger.warning("worker lost its lock")
            lock.release()
            break
    ended.set()
    deadline = time.monotonic() + SHUTDOWN_TIMEOUT
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _run_lane(jobs: list[Job], *, stop: threading.Event) -> None:
    """Run the jobs of one lane when each is due."""
    due = {job.name: time.monotonic() for job in jobs}
    try:
        while not stop.is_set():
            for job in jobs:
                if due[job.name] <= time.monotonic() and not stop.is_set():
                    run_job(job)
                    due[job.name] = time.monotonic() + seconds_until_next(job)
            stop.wait(max(0.0, min(due.values()) - time.monotonic()))
    finally:
        connections.close_all()


def seconds_until_next(job: Job) -> float:
    """Return the seconds until the job's next run: its interval, or less when it is due earlier."""
    pause = job.every.total_seconds()
    if job.next_due is None:
        return pause
    try:
        moment = job.next_due()
    except Exception:
        # Without the exact moment, the job runs at most one interval late.
        logger.exception("job %s could not tell when it is due", job.name)
        _drop_dead_connections()
        return pause
    if moment is None:
        return pause
    return min(pause, max(MIN_PAUSE, (moment - timezone.now()).total_seconds()))


def run_job(job: Job) -> bool:
    """Run one job; return whether it succeeded. Exceptions are logged and recorded.

    Each line that is logged meanwhile names the job and this run of it.
    """
    with structlog.contextvars.bound_contextvars(job=job.name, run=uuid.uuid4().hex):
        return _run(job)


def _run(job: Job) -> bool:
    _drop_dead_connections()
    started = timezone.now()
    _write_heartbeat(job, started=started)
    try:
        state_token.follow_other_processes()
        done = job.run()
    except Exception as error:
        # The boundary between jobs: a failure must not stop the others.
        logger.exception("job %s failed", job.name)
        _write_heartbeat(
            job, started=started, failure=f"{type(error).__name__}: {error}", finished=True
        )
        _drop_dead_connections()
        return False
    if done:
        logger.info("job %s: %s", job.name, done)
    _write_heartbeat(job, started=started, finished=True)
    return True


def _drop_dead_connections() -> None:
    """Close connections that the database has closed or that are too old."""
    if not connection.in_atomic_block:
        close_old_connections()


_last_heartbeats: dict[str, tuple[float, str]] = {}


def _write_heartbeat(
    job: Job, *, started: datetime, finished: bool = False, failure: str = ""
) -> None:
    """Write the job's heartbeat. A success is written at most once every few seconds."""
    last_time, last_failure = _last_heartbeats.get(job.name, (float("-inf"), ""))
    fresh = time.monotonic() - last_time < HEARTBEAT_INTERVAL.total_seconds()
    if fresh and failure == last_failure and not (finished and job.every > HEARTBEAT_INTERVAL):
        return
    values: dict = {"interval": job.every, "started_at": started}
    if finished:
        values |= {"finished_at": timezone.now(), "failure": failure}
        if not failure:
            values["succeeded_at"] = values["finished_at"]
    try:
        WorkerHeartbeat.objects.update_or_create(job=job.name, defaults=values)
    except (DatabaseError, InterfaceError):
        logger.exception("job %s: heartbeat could not be written", job.name)
        _drop_dead_connections()
        return
    if finished:
        _last_heartbeats[job.name] = (time.monotonic(), failure)

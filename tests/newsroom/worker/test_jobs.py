"""Tests of the worker: failing jobs, due times, and the lock between workers."""

import datetime
import threading

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom.models import WorkerHeartbeat
from newsroom.worker import jobs
from newsroom.worker.jobs import Job, run_once
from newsroom.worker.lock import FileLock, worker_lock

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clear_last_heartbeats():
    jobs._last_heartbeats.clear()


def job(name: str, run, **fields) -> Job:
    return Job(name=name, every=fields.pop("every", SECOND), run=run, **fields)


def fail() -> str:
    raise RuntimeError("no ink")


def test_a_failing_job_is_recorded_and_the_next_one_runs(db):
    failed = run_once(jobs=[job("bad", fail), job("good", lambda: "done")])

    assert failed == ["bad"]
    bad, good = WorkerHeartbeat.objects.order_by("job")
    assert bad.failure == "RuntimeError: no ink"
    assert bad.succeeded_at is None
    assert good.failure == ""
    assert good.succeeded_at is not None


def test_a_success_clears_the_failure(db):
    run_once(jobs=[job("ink", fail)])

    run_once(jobs=[job("ink", lambda: "")])

    assert WorkerHeartbeat.objects.get().failure == ""


def test_a_job_is_overdue_when_it_has_not_ended_for_long(db):
    run_once(jobs=[job("ink", lambda: "")])
    now = timezone.now()

    assert jobs.overdue_heartbeats(now=now) == []
    late = jobs.overdue_heartbeats(now=now + datetime.timedelta(minutes=2))
    assert [beat.job for beat in late] == ["ink"]


def test_a_job_runs_at_its_exact_due_moment():
    soon = timezone.now() + datetime.timedelta(seconds=3)
    ten = datetime.timedelta(seconds=10)

    exact = jobs.seconds_until_next(job("a", lambda: "", every=ten, next_due=lambda: soon))
    plain = jobs.seconds_until_next(job("b", lambda: "", every=ten, next_due=lambda: None))

    assert 2.5 < exact <= 3
    assert plain == 10


def test_a_failing_due_moment_costs_one_interval(db):
    assert jobs.seconds_until_next(job("a", lambda: "", next_due=fail)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_continues_after_a_failure_and_ends_when_stopped():
    stop, calls = threading.Event(), []

    def count() -> str:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise RuntimeError("no ink")

    often = datetime.timedelta(milliseconds=20)
    slow = job("slow", lambda: "", every=datetime.timedelta(hours=1), lane="other")
    thread = threading.Thread(
        target=jobs.run_forever,
        kwargs={"stop": stop, "jobs": [job("count", count, every=often), slow]},
    )
    thread.start()
    thread.join(timeout=20)

    assert not thread.is_alive()
    assert len(calls) >= 3
    assert set(WorkerHeartbeat.objects.values_list("job", flat=True)) == {"count", "slow"}


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_workers_holds_the_lock():
    first, second = worker_lock(), worker_lock()

    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    assert second.is_held()
    second.release()


def test_the_file_lock_is_released_when_its_holder_is_gone(tmp_path):
    path = tmp_path / "worker.lock"
    holder = FileLock(path)
    assert holder.acquire()
    del holder

    assert FileLock(path).acquire()


@pytest.mark.django_db(transaction=True)
def test_a_single_pass_runs_the_registered_jobs(capsys, monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {"ink": job("ink", lambda: "done")})

    call_command("worker", "--once")

    assert WorkerHeartbeat.objects.get().job == "ink"


@pytest.mark.django_db(transaction=True)
def test_a_single_pass_names_the_failed_job(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {"ink": job("ink", fail)})

    with pytest.raises(CommandError, match="ink"):
        call_command("worker", "--once")


@pytest.mark.django_db(transaction=True)
def test_a_single_pass_does_nothing_while_a_worker_runs(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {"ink": job("ink", fail)})
    running = worker_lock()
    running.acquire()

    call_command("worker", "--once")

    assert not WorkerHeartbeat.objects.exists()
    running.release()

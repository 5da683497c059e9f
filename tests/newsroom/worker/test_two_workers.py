"""Tests of two workers, and of a database that restarts: nothing is published twice or lost."""

import datetime
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsroom.models import ArticlePage, WorkerHeartbeat
from newsroom.publishing.schedule import run_schedule
from newsroom.worker import jobs
from newsroom.worker.jobs import Job
from newsroom.worker.lock import worker_lock
from tests.factories import make_office, make_statement

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def kill_other_connections() -> None:
    """End every other connection to the database, as its restart would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_lock_is_lost_with_its_connection_and_can_be_acquired_again():
    lock = worker_lock()
    assert lock.acquire()

    kill_other_connections()

    assert not lock.is_held()
    assert lock.acquire()
    lock.release()


def test_two_passes_at_once_publish_each_statement_once():
    office = make_office()
    moment = timezone.now() - datetime.timedelta(minutes=1)
    pages = [make_statement(office, title=f"Statement {n}", live=False) for n in range(4)]
    for page in pages:
        page.save_revision(approved_go_live_at=moment)

    def run() -> None:
        run_schedule()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert ArticlePage.objects.filter(live=True).count() == 4
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 4


def test_the_worker_continues_after_a_database_restart(monkeypatch):
    jobs._last_heartbeats.clear()
    monkeypatch.setattr(jobs, "LOCK_CHECK_INTERVAL", datetime.timedelta(milliseconds=100))
    monkeypatch.setattr(jobs, "LOCK_RETRY_INTERVAL", datetime.timedelta(milliseconds=100))
    stop, enough = threading.Event(), threading.Event()
    killed: list[bool] = []

    def work() -> str:
        number = WorkerHeartbeat.objects.count()
        if killed:
            enough.set()
        return f"{number} heartbeats"

    job = Job(name="work", every=datetime.timedelta(milliseconds=50), run=work)
    thread = threading.Thread(target=jobs.run_forever, kwargs={"stop": stop, "jobs": [job]})
    thread.start()
    try:
        for _attempt in range(100):
            if WorkerHeartbeat.objects.filter(succeeded_at__isnull=False).exists():
                break
            threading.Event().wait(0.05)
        kill_other_connections()
        killed.append(True)
        assert enough.wait(timeout=20)
    finally:
        stop.set()
        thread.join(timeout=20)
    assert not thread.is_alive()

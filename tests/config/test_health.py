"""The probes, and the details that need the token."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from config.health import HealthMiddleware
from newsroom.models import WorkerHeartbeat

TOKEN = {"authorization": "Bearer a-long-token"}


@pytest.fixture(autouse=True)
def _without_cached_migrations(monkeypatch, settings):
    monkeypatch.setattr(HealthMiddleware, "_migrated", False)
    settings.READINESS_TOKEN = "a-long-token"


def test_alive_needs_no_database_and_no_host_name(client, settings):
    settings.ALLOWED_HOSTS = ["www.example.wales"]
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_without_details_for_strangers(client):
    assert client.get("/readyz").json() == {"status": "ok"}
    wrong = client.get("/readyz", headers={"authorization": "Bearer wrong"})
    assert wrong.json() == {"status": "ok"}


@pytest.mark.django_db
def test_no_token_set_means_no_details(client, settings):
    settings.READINESS_TOKEN = ""
    assert "checks" not in client.get("/readyz", headers={"authorization": "Bearer "}).json()


@pytest.mark.django_db
def test_a_dead_worker_is_reported_and_not_fatal(client):
    response = client.get("/readyz", headers=TOKEN)

    assert response.status_code == 200
    assert response.json()["checks"]["worker"] == "not running"


@pytest.mark.django_db
def test_a_late_job_is_named(client):
    now = timezone.now()
    for job, age in (("publish", timedelta(0)), ("renditions", timedelta(hours=3))):
        WorkerHeartbeat.objects.create(
            job=job,
            interval=timedelta(seconds=10),
            started_at=now - age,
            finished_at=now - age,
            succeeded_at=now - age,
        )

    checks = client.get("/readyz", headers=TOKEN).json()["checks"]

    assert checks["worker"] == "late: renditions"


@pytest.mark.django_db
def test_a_missing_migration_takes_the_process_out_of_service(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'newsroom'")
    response = client.get("/readyz", headers=TOKEN)

    assert response.status_code == 503
    assert "not applied" in response.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_an_unavailable_database_is_no_traceback(client):
    def broken(execute, sql, params, many, context):
        raise DatabaseError("password=secret host=database")

    with connection.execute_wrapper(broken):
        response = client.get("/readyz", headers=TOKEN)

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "unavailable"}
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_search_is_reported_and_never_fatal(client):
    response = client.get("/readyz", headers=TOKEN)

    assert response.status_code == 200
    assert response.json()["checks"]["search: embedded"]


@pytest.mark.parametrize(
    ("proxies", "headers", "told"),
    [
        (0, {}, "none (TRUSTED_PROXIES is 0)"),
        (1, {"x-forwarded-for": "203.0.113.9"}, "ok"),
        (1, {}, "requests arrive without it"),
    ],
)
def test_operators_are_told_where_the_proxy_is_missing(
    client, office, settings, monkeypatch, proxies, headers, told
):
    monkeypatch.setattr("config.http.proxies._last_direct", float("-inf"))
    settings.TRUSTED_PROXIES = proxies
    client.get("/office.css", headers=headers)
    checks = client.get("/readyz", headers=TOKEN).json()["checks"]
    assert checks["proxy"] == told

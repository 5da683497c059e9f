"""The metrics: who may read them, what they count, and that they name nobody and no content."""

import re
from datetime import timedelta

import pytest
from django.core import signals
from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone

from config.observability import metrics
from newsroom.models import ScheduleFailure, WebhookEndpoint, WebhookMessage, WorkerHeartbeat
from search.models import SavedSearch
from tests.config.wsgi_client import WSGIClient
from tests.factories import make_office, make_statement

PATH = "/-/metrics"
TOKEN = {"HTTP_AUTHORIZATION": "Bearer a-token-for-metrics"}


@pytest.fixture
def site(settings):
    """The application with the observer of requests, within the transaction of the test."""
    settings.METRICS_TOKEN = "a-token-for-metrics"
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield WSGIClient(observers=[metrics.observe_request])
    for signal in both:
        signal.connect(close_old_connections)


def numbers(text: str) -> dict[str, float]:
    """Return the samples of an answer."""
    rows = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def test_without_a_token_in_the_settings_there_are_no_metrics(site, office, settings):
    settings.METRICS_TOKEN = ""
    answer = site.get(PATH + "/", HTTP_AUTHORIZATION="Bearer ")
    assert answer.status == 404
    assert "lectern_requests" not in site.get(PATH, HTTP_AUTHORIZATION="Bearer ").text


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "a-token-for-metrics"])
def test_without_the_token_nothing_is_told(site, db, given):
    answer = site.get(PATH, HTTP_AUTHORIZATION=given)

    assert answer.status == 401
    assert "lectern_" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_metrics_are_never_stored_and_need_no_public_host(site, db, settings):
    settings.ALLOWED_HOSTS = ["www.example.wales"]
    settings.SECURE_SSL_REDIRECT = True
    answer = site.get(PATH, HTTP_HOST="10.0.0.7:8000", **TOKEN)

    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")


def test_requests_are_counted_by_view_and_status(site, office, settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    page = make_statement(office, publish=True)
    before = numbers(site.get(PATH, **TOKEN).text)
    for path in (page.url, page.url, "/no/such/page/", "/admin/login/"):
        site.get(path)
    after = numbers(site.get(PATH, **TOKEN).text)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    total = 'lectern_requests_total{{method="GET",status="{}",view="{}"}}'
    assert more(total.format(200, "ArticlePage")) == 2
    assert more(total.format(404, "wagtail_serve")) == 1
    assert more(total.format(200, "admin")) == 1
    assert more('lectern_page_cache_total{result="hit"}') == 1
    assert more('lectern_request_seconds_count{view="ArticlePage"}') == 2


def test_queries_and_searches_are_timed(site, office, settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.SEARCH_STATISTICS_DAYS = 0
    metrics.connect()
    metrics.measure_connection(connections["default"])
    try:
        before = numbers(site.get(PATH, **TOKEN).text)
        site.get("/search/?q=harbour")
        after = numbers(site.get(PATH, **TOKEN).text)
    finally:
        metrics._measured.pop(connections["default"]).__exit__(None, None, None)
        metrics.disconnect()

    name = "lectern_database_query_seconds_count"
    assert after[name] > before[name]
    asked = ("lectern_search_seconds_count", "lectern_search_failures_total")
    engine = 'name{engine="embedded"}'
    assert sum(after.get(engine.replace("name", each), 0) for each in asked) > sum(
        before.get(engine.replace("name", each), 0) for each in asked
    )


@pytest.fixture
def troubles(office):
    """Everything that the metrics count, with words that they must not hold."""
    now = timezone.now()
    hour = timedelta(hours=1)
    page = make_statement(office, title="Marker words")
    page.go_live_at = now + hour
    page.save_revision(approved_go_live_at=now - hour)
    ScheduleFailure.objects.create(
        page=page, action="publish", error="Marker words", due_at=now, next_attempt_at=now
    )
    WorkerHeartbeat.objects.create(
        job="publish",
        interval=timedelta(seconds=10),
        started_at=now - hour,
        finished_at=now - hour,
        succeeded_at=now - hour,
        failure="Marker words",
    )
    endpoint = WebhookEndpoint.objects.create(
        site=office.site, name="Marker words", url="https://marker.example/", failing_since=now
    )
    for state in (WebhookMessage.State.WAITING, WebhookMessage.State.GIVEN_UP):
        WebhookMessage.objects.create(endpoint=endpoint, event="test", payload={}, state=state)
    SavedSearch.objects.create(
        site=office.site, email="marker@example.org", language="en", query="marker", failures=2
    )
    return page


def test_troubles_are_counted(site, troubles):
    text = site.get(PATH, **TOKEN).text
    found = numbers(text)

    assert found['lectern_publications_overdue{action="publish"}'] == 1
    assert found["lectern_publications_failed"] == 1
    assert found["lectern_worker_running"] == 0
    assert found["lectern_worker_jobs_late"] == 1
    assert found['lectern_worker_job_failed{job="publish",lane="publish"}'] == 1
    assert found['lectern_worker_job_success_age_seconds{job="publish",lane="publish"}'] > 3_500
    assert found['lectern_webhooks{state="failing"}'] == 1
    assert found["lectern_webhook_messages_given_up"] == 1
    assert found['lectern_queue_waiting{queue="webhooks"}'] == 1
    assert found['lectern_alert_mails{state="failing"}'] == 1
    assert found['lectern_data_folder_bytes{space="free"}'] > 0
    assert not [name for name in found if "collection_failed" in name and found[name]]


def test_metrics_name_nobody_and_no_content(site, troubles, office):
    other = make_office(
        hostname="other.example.wales", is_default=False, name_en="Elsewhere", name_cy="Arall"
    )
    make_statement(other, title="Marker elsewhere", publish=True)
    site.get(f"{troubles.url or '/marker/'}?q=marker", HTTP_USER_AGENT="marker")
    text = site.get(PATH, **TOKEN).text

    for word in ("marker", "example", office.site.site_name, other.site.site_name):
        assert word.lower() not in text.lower(), word
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", text)
    assert len(text.splitlines()) < 2_000


def test_the_number_of_queries_does_not_grow(site, troubles, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        site.get(PATH, **TOKEN)


def test_a_part_that_cannot_be_read_is_left_out_and_told(site, db):
    def broken(execute, sql, params, many, context):
        if "webhook" in sql:
            raise DatabaseError("no")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken):
        found = numbers(site.get(PATH, **TOKEN).text)

    assert found['lectern_collection_failed{part="webhooks"}'] == 1
    assert found['lectern_collection_failed{part="versions"}'] == 0
    assert "lectern_webhook_messages_given_up" not in found

"""The health of the indexes: its state, the screen, and the tasks that administrators request."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.models import ArticlePage
from search.engines.selection import engines
from search.health import engine_outages, tasks
from search.health.maintenance import reconcile_all
from search.health.status import explain_error, read_health
from search.indexing import consumer
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from search.models.health import EngineOutage, IndexTask
from tests.elasticsearch_node.node import free_port
from tests.factories import make_statement
from tests.newsroom.editors import log_in

only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


@pytest.fixture
def archive(office, engine):
    for language in LANGUAGES:
        make_statement(office, language=language)
    consumer.consume_due()
    return engine


@pytest.fixture
def unavailable_elasticsearch(settings, tmp_path):
    """Elasticsearch is configured at an address where no server listens."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    for language in LANGUAGES:
        engines()["embedded"].begin_rebuild(language, version=0).swap()


def post_request(client, **fields):
    return client.post(reverse("archive_search_health"), fields)


def index_of(health, name: str, language: str):
    engine = next(one for one in health.engines if one.name == name)
    return next(one for one in engine.indexes if one.language == language)


def test_a_healthy_index(archive, engine, language):
    reconcile_all()

    health = read_health()
    index = index_of(health, engine.name, language)

    assert health.active_engine == engine.name
    assert index.is_healthy
    assert (index.status.statements, index.public) == (1, 1)
    assert (index.last_task.kind, index.last_task.differed, index.last_task.error) == (
        "compare",
        0,
        "",
    )
    assert health.engines[0].outbox.waiting == 0


def test_drift_and_its_repair_are_shown(archive, engine, office, language):
    page = ArticlePage.objects.get(locale__language_code=language)
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    assert not index_of(read_health(), engine.name, language).is_healthy

    reconcile_all()

    index = index_of(read_health(), engine.name, language)
    assert index.is_healthy
    assert (index.last_task.extra, index.last_task.missing) == (1, 0)


def test_another_analysis_makes_a_rebuild_due(archive, engine, language, monkeypatch):
    monkeypatch.setattr("search.language.analysis.version", lambda language: "another")

    assert index_of(read_health(), engine.name, language).is_outdated


@only_embedded
def test_the_worker_runs_tasks_that_administrators_request(archive, admin_client, office):
    generation = archive.generation("cy")
    for _twice in range(2):
        assert (
            post_request(admin_client, engine="embedded", language="cy", kind="rebuild").status_code
            == 302
        )
    assert IndexTask.objects.get().requested_by.username == "admin"
    assert index_of(read_health(), "embedded", "cy").task is not None

    assert tasks.run_requested_tasks() == "embedded/cy: rebuilt with 1 statements"

    assert archive.generation("cy") != generation
    task = IndexTask.objects.get()
    assert (task.done, task.total, task.error) == (1, 1, "")
    assert task.finished_at is not None
    assert tasks.run_requested_tasks() == ""


@only_embedded
def test_a_task_of_a_worker_that_died_is_run_again(archive):
    IndexTask.objects.create(
        engine="embedded", language="en", kind="compare", started_at=timezone.now(), done=7
    )

    tasks.run_requested_tasks()

    task = IndexTask.objects.get()
    assert (task.done, bool(task.finished_at)) == (1, True)


@only_embedded
@pytest.mark.parametrize(
    "fields",
    [
        {"engine": "elasticsearch", "language": "en", "kind": "rebuild"},
        {"engine": "embedded", "language": "fr", "kind": "rebuild"},
        {"engine": "embedded", "language": "en", "kind": "drop"},
        {},
    ],
)
def test_invalid_requests_are_refused(archive, admin_client, fields):
    post_request(admin_client, **fields)

    assert not IndexTask.objects.exists()


@only_embedded
def test_only_administrators_may_request_tasks(archive, office):
    client = log_in(office)

    refused = post_request(client, engine="embedded", language="en", kind="rebuild")

    assert not IndexTask.objects.exists()
    assert refused.status_code == 302
    content = client.get(reverse("archive_search_health")).content.decode()
    assert 'value="rebuild"' not in content


def test_an_outage_is_recorded_shown_and_deleted(
    unavailable_elasticsearch, office, client, settings
):
    assert engine_outages.check_engines() == "elasticsearch is away"
    assert engine_outages.check_engines() == ""
    make_statement(office)
    consumer.consume_due()

    health = read_health()
    assert health.active_engine == "embedded"
    assert (health.engines[0].is_available, health.engines[1].is_available) == (False, True)
    assert health.engines[0].outage is not None
    assert health.engines[0].outbox.waiting > 0
    index = index_of(health, "elasticsearch", "en")
    assert str(index.plain_error) == str(explain_error("ConnectionError"))

    editor = log_in(office)
    assert editor.get(reverse("archive_search_health")).status_code == 200
    assert "search-trouble" in editor.get(reverse("wagtailadmin_home")).content.decode()

    settings.ELASTICSEARCH_URL = ""
    assert engine_outages.check_engines() == "elasticsearch is back"
    assert not EngineOutage.objects.exists()


def test_postponed_changes_are_retried_when_an_engine_is_back(archive, office):
    EngineOutage.objects.create(engine=archive.name)
    make_statement(office)
    waiting = OutboxEntry.objects.filter(engine=archive.name, version=None)
    waiting.update(next_try_at=timezone.now() + datetime.timedelta(minutes=10), attempts=7)

    assert engine_outages.check_engines() == f"{archive.name} is back"
    consumer.consume_due()

    assert not waiting.exists()


def test_a_task_of_an_unavailable_engine_fails_alone(unavailable_elasticsearch, office):
    tasks.request_task(engine="elasticsearch", language="en", kind="compare")
    tasks.request_task(engine="embedded", language="en", kind="rebuild")
    tasks.request_task(engine="unknown", language="en", kind="rebuild")

    assert "embedded/en: rebuilt" in tasks.run_requested_tasks()

    assert [bool(task.error) for task in IndexTask.objects.order_by("pk")] == [True, False, True]


@only_embedded
def test_the_dashboard_shows_problems_only(archive, office):
    client = log_in(office)
    assert "search-trouble" not in client.get(reverse("wagtailadmin_home")).content.decode()

    OutboxEntry.objects.create(
        engine="embedded", page_id=1, reason="test", attempts=5, last_error="OSError: No space left"
    )
    content = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "search-trouble" in content
    assert str(explain_error("No space left")) in content
    assert "OSError" not in content


@only_embedded
def test_changes_that_wait_too_long_are_shown(archive, office):
    moment = timezone.now() - datetime.timedelta(minutes=10)
    OutboxEntry.objects.create(
        engine="embedded", page_id=1, reason="test", created_at=moment, next_try_at=moment
    )

    content = log_in(office).get(reverse("wagtailadmin_home")).content.decode()

    assert "search-trouble" in content


@only_embedded
def test_technical_errors_are_shown_to_administrators_only(archive, office, admin_client):
    OutboxEntry.objects.create(
        engine="embedded", page_id=1, reason="t", attempts=5, last_error="OSError: /secret/path"
    )
    url = reverse("archive_search_health")

    assert "/secret/path" in admin_client.get(url).content.decode()
    assert "/secret/path" not in log_in(office).get(url).content.decode()


@only_embedded
def test_the_number_of_queries_is_constant(archive, office, admin_client):
    url = reverse("archive_search_health")
    admin_client.get(url)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(url)
    for number in range(10):
        make_statement(office, title=f"More {number}")
        reconcile_all()
    with CaptureQueriesContext(connection) as many:
        admin_client.get(url)

    assert len(many) == len(few)


@only_embedded
def test_old_task_records_are_deleted(archive):
    long_ago = timezone.now() - tasks.RETENTION * 2
    IndexTask.objects.create(
        engine="embedded", language="en", kind="compare", started_at=long_ago, finished_at=long_ago
    )

    reconcile_all()

    assert not IndexTask.objects.filter(finished_at=long_ago).exists()
    assert get_user_model().objects.count() == 0

"""Search and editing while Elasticsearch is unavailable."""

import re
import time
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from elastic_transport import ConnectionTimeout

from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.client import Availability
from search.engines.selection import engines
from search.indexing import consumer
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from search.querying.request import Question
from tests.elasticsearch_node.node import free_port
from tests.factories import make_statement


@pytest.fixture
def unavailable(settings, tmp_path):
    """Elasticsearch is configured, but no server listens there."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    for language in LANGUAGES:
        engines()["embedded"].begin_rebuild(language, version=0).swap()


def test_elasticsearch_is_preferred_and_the_embedded_index_is_maintained(unavailable):
    assert list(engines()) == ["elasticsearch", "embedded"]


def test_the_embedded_engine_answers_and_is_named(
    unavailable, office, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_statement(office, text="rail", publish=True)
    consumer.consume_due()

    response = client.get("/search/?q=rail")

    assert response.status_code == 200
    assert response["X-Search-Engine"] == "embedded"
    assert response.context["results"].answer.total == 1


def test_a_server_that_never_answers_times_out(unavailable, settings, office, client, httpserver):
    settings.ELASTICSEARCH_TIMEOUT = 0.2

    def sleep(request):
        time.sleep(1)

    httpserver.expect_request(re.compile(".*")).respond_with_handler(sleep)
    settings.ELASTICSEARCH_URL = httpserver.url_for("")

    started = time.monotonic()
    response = client.get("/search/")

    assert response["X-Search-Engine"] == "embedded"
    assert time.monotonic() - started < 3


def test_requests_fail_at_once_after_a_failure():
    availability = Availability()
    with pytest.raises(EngineUnavailableError), availability.translated_errors():
        raise ConnectionTimeout("slow")

    asked = False
    with pytest.raises(EngineUnavailableError), availability.translated_errors():
        asked = True
    assert not asked


@pytest.mark.parametrize("command", ["search_rebuild", "search_reconcile"])
def test_commands_process_the_engine_that_is_available(unavailable, office, command):
    page = make_statement(office, text="rail")
    OutboxEntry.objects.all().delete()
    said = StringIO()

    with pytest.raises((CommandError, SystemExit)) as failed:
        call_command(command, stdout=said)

    assert "elasticsearch/en: the engine cannot be used" in str(failed.value)
    assert "embedded/cy" in said.getvalue()
    found = engines()["embedded"].search(Question(line="rail", language="en").query())
    assert [hit.page_id for hit in found.hits] == [page.pk]


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("ELASTICSEARCH_URL", "elasticsearch:9200", "search.E004"),
        ("ELASTICSEARCH_CA_FILE", "/nowhere/ca.pem", "search.E005"),
        ("ELASTICSEARCH_INDEX_PREFIX", "Lectern News", "search.E006"),
        ("ELASTICSEARCH_USERNAME", "elastic", "search.W002"),
    ],
)
def test_checks_name_invalid_settings(unavailable, settings, setting, value, expected):
    assert expected not in {message.id for message in run_checks()}
    setattr(settings, setting, value)

    found = next(message for message in run_checks() if message.id == expected)
    assert found.hint

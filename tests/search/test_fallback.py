"""What happens to readers and editors when Elasticsearch is away?"""

import re
import time

import pytest
from django.core.checks import run_checks
from elastic_transport import ConnectionTimeout

from search import consumer
from search.analysis import LANGUAGES
from search.engines.base import EngineUnavailableError
from search.engines.chosen import engines
from search.engines.elasticsearch_client import Reachability
from tests.elasticsearch_node.node import free_port
from tests.factories import make_statement


@pytest.fixture
def away(settings, tmp_path):
    """Elasticsearch is configured, but nobody listens there."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    for language in LANGUAGES:
        engines()["embedded"].begin_rebuild(language, version=0).swap()


def test_elasticsearch_is_asked_first_and_the_embedded_index_is_kept(away):
    assert list(engines()) == ["elasticsearch", "embedded"]


def test_the_embedded_engine_answers_and_says_so(
    away, office, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_statement(office, text="rail", publish=True)
    consumer.work_off()

    started = time.monotonic()
    response = client.get("/search/?q=rail")

    assert response.status_code == 200
    assert response["X-Search-Engine"] == "embedded"
    assert response.context["results"].answer.total == 1
    assert time.monotonic() - started < 3


def test_a_server_that_accepts_and_never_answers_is_given_up_soon(
    away, settings, office, client, httpserver
):
    settings.ELASTICSEARCH_TIMEOUT = 0.2

    def sleep(request):
        time.sleep(1)

    httpserver.expect_request(re.compile(".*")).respond_with_handler(sleep)
    settings.ELASTICSEARCH_URL = httpserver.url_for("")

    started = time.monotonic()
    response = client.get("/search/")

    assert response["X-Search-Engine"] == "embedded"
    assert time.monotonic() - started < 3


def test_after_a_failure_nobody_waits_for_a_while():
    reachable = Reachability()
    with pytest.raises(EngineUnavailableError), reachable.asking():
        raise ConnectionTimeout("slow")

    asked = False
    with pytest.raises(EngineUnavailableError), reachable.asking():
        asked = True
    assert not asked


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("ELASTICSEARCH_URL", "elasticsearch:9200", "search.E004"),
        ("ELASTICSEARCH_CA_FILE", "/nowhere/ca.pem", "search.E005"),
        ("ELASTICSEARCH_INDEX_PREFIX", "Lectern News", "search.E006"),
        ("ELASTICSEARCH_USERNAME", "elastic", "search.W002"),
    ],
)
def test_checks_name_what_is_wrong(away, settings, setting, value, expected):
    assert expected not in {message.id for message in run_checks()}
    setattr(settings, setting, value)

    found = next(message for message in run_checks() if message.id == expected)
    assert found.hint

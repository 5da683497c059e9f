"""Does a server that is killed in the middle of the work lose anything?"""

import datetime

import pytest
import time_machine
from django.utils import timezone

from newsroom.importing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage
from search import consumer
from search.analysis import LANGUAGES
from search.engines.chosen import engines
from search.indexing import find_drift
from tests.elasticsearch_node import skip_or_fail
from tests.elasticsearch_node.node import Node, NodeMissingError

STATEMENTS = 60


@pytest.fixture
def node(tmp_path):
    """A node of this test's own, which it may kill."""
    own = Node(home=tmp_path / "node")
    try:
        own.start()
    except NodeMissingError as error:
        skip_or_fail(error)
    yield own
    own.stop()


def catch_up() -> None:
    """Let the worker run until nothing waits, as time goes by."""
    for hours in range(1, 4):
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=hours)):
            consumer.work_off()


def test_a_killed_server_ends_with_no_drift(office, node, settings, tmp_path, client, monkeypatch):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = node.url
    settings.ELASTICSEARCH_REFRESH = True
    monkeypatch.setattr("search.engines.elasticsearch_client.REST_SECONDS", 0.0)
    create_statements(
        office.indexes["en"],
        [
            StatementRow(title=f"rail {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(STATEMENTS)
        ],
    )
    consumer.work_off()

    for number, page in enumerate(ArticlePage.objects.order_by("pk")):
        if number == STATEMENTS // 3:
            node.kill()
        if number == 2 * STATEMENTS // 3:
            assert client.get("/search/?q=rail")["X-Search-Engine"] == "embedded"
            node.start()
        if number % 3 == 0:
            page.unpublish()
        elif number % 3 == 1:
            page.title = f"bus {number}"
            page.save_revision().publish()
        else:
            page.delete()
        consumer.work_off()
    catch_up()

    for engine in engines().values():
        for language in LANGUAGES:
            assert find_drift(engine, language).page_ids == []
    response = client.get("/search/?q=bus")
    assert response["X-Search-Engine"] == "elasticsearch"
    assert response.context["results"].answer.total == STATEMENTS // 3

"""A server that is killed during indexing loses no changes."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage
from search.engines.selection import engines
from search.indexing import consumer
from search.indexing.rebuild import find_drift
from search.language.analysis import LANGUAGES
from tests.elasticsearch_node import skip_or_fail
from tests.elasticsearch_node.node import Node, NodeMissingError
from tests.factories import make_office

STATEMENTS = 60


@pytest.fixture
def node(tmp_path):
    """A node for this test alone, which it can kill."""
    own = Node(home=tmp_path / "node")
    try:
        own.start()
    except NodeMissingError as error:
        skip_or_fail(error)
    yield own
    own.stop()


def run_worker_until_idle() -> None:
    """Run the worker at later times, until no row is due."""
    for hours in range(1, 4):
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=hours)):
            consumer.consume_due()


def act_on(page: ArticlePage, *, number: int, elsewhere) -> None:
    """Do what an editor does: in turn unpublish, publish a change, move, and republish."""
    if number % 4 == 0:
        page.unpublish()
    elif number % 4 == 1:
        page.title = f"bus {number}"
        page.save_revision().publish()
    elif number % 4 == 2:
        page.move(elsewhere, pos="last-child")
    else:
        page.unpublish()
        page.title = f"tram {number}"
        page.save_revision().publish()


@pytest.mark.any_database("`tests/config/test_production_stack.py` does the same on PostgreSQL")
def test_a_killed_server_causes_no_drift(office, node, settings, tmp_path, client, monkeypatch):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = node.url
    settings.ELASTICSEARCH_REFRESH = True
    monkeypatch.setattr("search.engines.elasticsearch.client.PAUSE_SECONDS", 0.0)
    elsewhere = make_office(
        hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall"
    ).indexes["en"]
    create_statements(
        office.indexes["en"],
        [
            StatementRow(title=f"rail {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(STATEMENTS)
        ],
    )
    consumer.consume_due()

    answered_by = []
    for number, page in enumerate(ArticlePage.objects.order_by("pk")):
        if number == STATEMENTS // 3:
            node.kill()
        if number == 2 * STATEMENTS // 3:
            node.start()
        act_on(page, number=number, elsewhere=elsewhere)
        consumer.consume_due()
        if number % 5 == 0:
            response = client.get("/search/?q=rail")
            assert response.status_code == 200
            answered_by.append(response["X-Search-Engine"])
    assert {"elasticsearch", "embedded"} == set(answered_by)
    run_worker_until_idle()

    for engine in engines().values():
        for language in LANGUAGES:
            assert find_drift(engine, language).page_ids == []
    for word, host in (("bus", "localhost"), ("tram", "localhost"), ("rail", "other.localhost")):
        response = client.get(f"/search/?q={word}", headers={"host": host})
        assert response["X-Search-Engine"] == "elasticsearch"
        assert response.context["results"].answer.total == STATEMENTS // 4

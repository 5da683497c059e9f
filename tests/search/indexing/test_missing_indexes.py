"""Deleted, damaged and replaced indexes while the archive is in use."""

import datetime
import sqlite3

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.models import ArticlePage
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.writes import upsert_action
from search.health import engine_outages, tasks
from search.indexing import consumer
from search.indexing.database_reader import read_all, read_pages
from search.indexing.rebuild import find_drift
from search.models import IndexingRun, IndexTask, OutboxEntry
from tests.factories import make_statement

only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
only_elasticsearch = pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)


def delete_index(engine, language: str) -> None:
    """Delete an index without the engine's knowledge, as an operator may do."""
    if engine.name == "elasticsearch":
        engine.indexes.remove_all(language)
        return
    engine.indexes.close()
    for path in engine.indexes.folder.glob(f"archive-{language}*"):
        path.unlink()


def run_worker() -> None:
    """Run the jobs that the worker runs at least every half minute."""
    consumer.consume_due()
    engine_outages.check_engines()
    tasks.run_requested_tasks()


def titles(client: Client, query: str) -> set[str]:
    answer = client.get("/search/", {"q": query}).context["results"].answer
    return {str(found.page.title) for found in answer.results}


@pytest.fixture
def three_statements(office, engine):
    for number in range(3):
        make_statement(office, title=f"Statement {number}", text="rail")
    consumer.consume_due()
    return engine


def test_a_missing_index_is_rebuilt_within_half_a_minute(three_statements, client):
    delete_index(three_statements, "en")

    run_worker()

    assert find_drift(three_statements, "en").page_ids == []
    assert titles(client, "rail") == {"Statement 0", "Statement 1", "Statement 2"}


def test_a_publication_does_not_replace_the_whole_archive(three_statements, office, client):
    delete_index(three_statements, "en")
    make_statement(office, title="Statement 3", text="rail")

    consumer.consume_due()

    if three_statements.name == "elasticsearch":
        assert len(titles(client, "rail")) == 4, "the embedded index answers instead"
    run_worker()
    consumer.consume_due()
    assert find_drift(three_statements, "en").page_ids == []
    assert len(titles(client, "rail")) == 4


def test_the_rebuild_of_a_missing_index_is_requested_once(three_statements, office):
    delete_index(three_statements, "en")
    for number in range(3, 6):
        make_statement(office, title=f"Statement {number}", text="rail")
        consumer.consume_due()
        engine_outages.check_engines()

    waiting = IndexTask.objects.filter(
        engine=three_statements.name, language="en", finished_at=None
    )
    assert waiting.count() == 1


@only_embedded
def test_a_failed_rebuild_is_retried_after_a_pause(three_statements):
    delete_index(three_statements, "en")
    failed = IndexTask.objects.create(
        engine=three_statements.name, language="en", kind="compare", error="disk full"
    )
    IndexTask.objects.update(finished_at=timezone.now())
    assert engine_outages.check_engines() == ""

    failed.finished_at = timezone.now() - datetime.timedelta(minutes=11)
    failed.save()
    assert engine_outages.check_engines() == "embedded/en is lost"


def test_without_statements_no_rebuild_is_requested(office, engine):
    delete_index(engine, "en")

    assert engine_outages.check_engines() == ""
    assert not IndexTask.objects.exists()


def damage(engine, sql: str) -> None:
    path = engine.indexes.path(engine.generation("en"))
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


@only_embedded
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM words_data WHERE id > 10",
        "UPDATE contents SET shown = zeroblob(20)",
        "UPDATE contents SET analysed = zeroblob(20)",
        "DELETE FROM contents",
    ],
)
def test_damage_that_a_search_meets_is_repaired_by_the_worker(three_statements, client, sql):
    damage(three_statements, sql)

    response = client.get("/search/", {"q": "rail"})
    assert response.status_code == 503
    run_worker()

    assert titles(client, "rail") == {"Statement 0", "Statement 1", "Statement 2"}
    assert engine_outages.check_engines() == ""


@only_elasticsearch
def test_an_index_deleted_during_its_rebuild_is_never_used(three_statements, client):
    version = IndexingRun.objects.create(engine=three_statements.name, kind="rebuild").pk
    new = three_statements.begin_rebuild("en", version=version)

    three_statements.indexes.remove(new.generation)
    for entries in read_all("en"):
        new.add(entries, version=version)
    with pytest.raises(EngineUnavailableError, match="deleted while it was made"):
        new.swap()
    new.abandon()

    assert len(titles(client, "rail")) == 3
    assert find_drift(three_statements, "en").page_ids == []


@only_elasticsearch
def test_a_write_to_a_missing_alias_creates_no_index(three_statements):
    entry = read_pages([ArticlePage.objects.first().pk]).entries[0]
    action = upsert_action(entry, version=100)
    three_statements.indexes.remove_all("en")

    with pytest.raises(EngineUnavailableError):
        three_statements.indexes.write(
            three_statements.indexes.alias("en"), [action], version=100, require_alias=True
        )
    assert three_statements.generation("en") == ""


@only_elasticsearch
def test_a_write_to_a_blocked_index_is_retried_later(three_statements, office):
    client = three_statements.indexes.writer
    client.indices.put_settings(
        index=three_statements.generation("en"), settings={"index.blocks.write": True}
    )
    make_statement(office, title="Statement 3", text="rail")

    assert consumer.consume_batch(three_statements.name).failed == 1
    assert "403" in OutboxEntry.objects.filter(version=None).first().last_error
    client.indices.put_settings(
        index=three_statements.generation("en"), settings={"index.blocks.write": False}
    )

"""What happens when an index is deleted, damaged or replaced while the archive is in use?"""

import datetime
import sqlite3

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.models import ArticlePage
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.writes import upsert_action
from search.health import outages, tasks
from search.indexing import consumer
from search.indexing.database_reader import read_all, read_pages
from search.indexing.rebuild import find_drift, rebuild
from search.models import IndexingRun, IndexTask, OutboxEntry
from tests.factories import make_statement

only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
only_elasticsearch = pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)


def lose(engine, language: str) -> None:
    """Delete an index behind the engine's back, as somebody does who tidies up."""
    if engine.name == "elasticsearch":
        engine.indexes.remove_all(language)
        return
    engine.indexes.close()
    for path in engine.indexes.folder.glob(f"archive-{language}*"):
        path.unlink()


def half_a_minute_of_the_worker() -> None:
    """Do what the worker does for search at least every half minute."""
    consumer.consume_due()
    outages.watch()
    tasks.work_off_requests()


def titles(client: Client, query: str) -> set[str]:
    answer = client.get("/search/", {"q": query}).context["results"].answer
    return {str(found.page.title) for found in answer.results}


@pytest.fixture
def three(office, engine):
    for number in range(3):
        make_statement(office, title=f"Statement {number}", text="rail")
    consumer.consume_due()
    return engine


def test_a_lost_index_is_made_anew_within_half_a_minute(three, client):
    lose(three, "en")

    half_a_minute_of_the_worker()

    assert find_drift(three, "en").page_ids == []
    assert titles(client, "rail") == {"Statement 0", "Statement 1", "Statement 2"}


def test_a_publication_does_not_pass_for_the_whole_archive(three, office, client):
    lose(three, "en")
    make_statement(office, title="Statement 3", text="rail")

    consumer.consume_due()

    if three.name == "elasticsearch":
        assert len(titles(client, "rail")) == 4, "the embedded index stands in"
    half_a_minute_of_the_worker()
    consumer.consume_due()
    assert find_drift(three, "en").page_ids == []
    assert len(titles(client, "rail")) == 4


def test_an_index_that_is_missing_is_asked_for_once(three, office):
    lose(three, "en")
    for number in range(3, 6):
        make_statement(office, title=f"Statement {number}", text="rail")
        consumer.consume_due()
        outages.watch()

    waiting = IndexTask.objects.filter(engine=three.name, language="en", finished_at=None)
    assert waiting.count() == 1


@only_embedded
def test_an_index_that_cannot_be_made_is_not_tried_all_the_time(three):
    lose(three, "en")
    failed = IndexTask.objects.create(
        engine=three.name, language="en", kind="compare", error="disk full"
    )
    IndexTask.objects.update(finished_at=timezone.now())
    assert outages.watch() == ""

    failed.finished_at = timezone.now() - datetime.timedelta(minutes=11)
    failed.save()
    assert outages.watch() == "embedded/en is lost"


def test_without_any_statement_nothing_is_asked_for(office, engine):
    lose(engine, "en")

    assert outages.watch() == ""
    assert not IndexTask.objects.exists()


def spoil(engine, sql: str) -> None:
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
def test_damage_that_a_reader_meets_is_mended_by_the_worker(three, client, sql):
    spoil(three, sql)

    response = client.get("/search/", {"q": "rail"})
    assert response.status_code == 503
    half_a_minute_of_the_worker()

    assert titles(client, "rail") == {"Statement 0", "Statement 1", "Statement 2"}
    assert outages.watch() == ""


@only_elasticsearch
def test_an_index_that_was_deleted_while_it_was_made_never_answers(three, client):
    version = IndexingRun.objects.create(engine=three.name, kind="rebuild").pk
    new = three.begin_rebuild("en", version=version)

    rebuild(three, "en")  # which tidies away what is not in use
    for entries in read_all("en"):
        new.add(entries, version=version)
    with pytest.raises(EngineUnavailableError, match="deleted while it was made"):
        new.swap()
    new.abandon()

    assert len(titles(client, "rail")) == 3
    assert find_drift(three, "en").page_ids == []


@only_elasticsearch
def test_an_alias_that_is_gone_is_not_made_an_index(three):
    entry = read_pages([ArticlePage.objects.first().pk]).entries[0]
    action = upsert_action(entry, version=100)
    three.indexes.remove_all("en")

    with pytest.raises(EngineUnavailableError):
        three.indexes.write(three.indexes.alias("en"), [action], version=100, require_alias=True)
    assert three.generation("en") == ""


@only_elasticsearch
def test_an_index_that_may_not_be_written_to_is_tried_again_later(three, office):
    client = three.indexes.writer
    client.indices.put_settings(index=three.generation("en"), settings={"index.blocks.write": True})
    make_statement(office, title="Statement 3", text="rail")

    assert consumer.consume_batch(three.name).failed == 1
    assert "403" in OutboxEntry.objects.filter(version=None).first().last_error
    client.indices.put_settings(
        index=three.generation("en"), settings={"index.blocks.write": False}
    )

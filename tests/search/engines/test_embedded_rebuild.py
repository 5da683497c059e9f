"""Files that are rebuilt without a journal are complete and durable."""

import datetime
import os
import sqlite3
import time

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from search.engines.entries import Entry


def entry(number: int, *, text: str = "water") -> Entry:
    return Entry(
        page_id=number,
        language="en",
        site_id=1,
        title=f"Title {number}",
        summary="",
        text=text,
        date=datetime.date(2016, 6, 16),
        categories=(),
        topics=(),
    )


@pytest.fixture
def engine(tmp_path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "search")


def test_a_new_file_is_complete_and_has_a_journal(engine):
    rebuild = engine.begin_rebuild("en", version=1)
    for start in range(0, 300, 100):
        rebuild.add([entry(number) for number in range(start, start + 100)], version=1)
    rebuild.finish()
    rebuild.swap()

    path = engine.indexes.path(engine.generation("en"))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        settings = dict(connection.execute("SELECT k, v FROM words_config"))
        assert (settings["automerge"], settings["hashsize"]) == (4, 1048576)
    assert engine.status("en").statements == 300


def test_writes_after_a_rebuild(engine):
    rebuild = engine.begin_rebuild("en", version=1)
    rebuild.add([entry(1), entry(2)], version=1)
    rebuild.swap()

    engine.apply("en", upserts=[entry(1, text="fountains")], deletions=[2], version=2)

    assert [stored.page_id for stored in engine.indexed_pages("en")] == [1]
    assert [one.display for one in engine.spelling_candidates("en", "fountain")] == ["fountains"]
    assert engine.spelling_candidates("en", "wate") == []


def test_an_abandoned_file_is_deleted(engine):
    rebuild = engine.begin_rebuild("en", version=1)
    rebuild.add([entry(1)], version=1)
    rebuild.add([entry(1)], version=1)
    with pytest.raises(Exception, match="UNIQUE"):
        rebuild.finish()
    rebuild.abandon()

    assert list(engine.indexes.folder.iterdir()) == []


def test_files_of_processes_that_ended_early_are_deleted_after_a_day(engine):
    left, recent = (engine.begin_rebuild("en", version=number) for number in (1, 2))
    paths = [engine.indexes.draft_path(each.generation) for each in (left, recent)]
    a_day_ago = time.time() - 86_401
    os.utime(paths[0], (a_day_ago, a_day_ago))

    engine.begin_rebuild("en", version=3).swap()

    assert [path.exists() for path in paths] == [False, True]

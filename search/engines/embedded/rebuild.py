"""The rebuild of an embedded index."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from search.engines.background_writes import BackgroundWriter
from search.engines.embedded.documents import Rows, rows_for
from search.engines.embedded.indexes import IndexFiles, translated_errors
from search.engines.embedded.spelling import SpellingCollector
from search.engines.embedded.writes import insert
from search.engines.entries import Entry
from search.language import analysis

# A file that is not in use yet is deleted after any error, so it needs neither a journal nor to be
# flushed to disk before it is complete. The segments of its index are merged once, at the end; they
# are few, since each holds as much as fits into this memory.
WHILE_FILLED = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "INSERT INTO words (words, rank) VALUES ('automerge', 0)",
    "INSERT INTO words (words, rank) VALUES ('hashsize', 8388608)",
)
WHEN_COMPLETE = (
    "INSERT INTO words (words) VALUES ('optimize')",
    "INSERT INTO words (words, rank) VALUES ('automerge', 4)",
    "INSERT INTO words (words, rank) VALUES ('hashsize', 1048576)",
    "PRAGMA journal_mode=WAL",
)


class EmbeddedRebuild:
    """A new file, until it replaces the current one.

    Entries are analysed in the calling thread, compressed and written in a background thread.
    """

    def __init__(self, indexes: IndexFiles, *, language: str, version: int) -> None:
        self._indexes = indexes
        self._language = language
        self.generation = f"archive-{language}-{version}-{time.time_ns():x}.sqlite3"
        self._connection = indexes.create(
            self.generation, about={"analysis": analysis.version(language)}
        )
        with translated_errors():
            for statement in WHILE_FILLED:
                self._connection.execute(statement)
            self._spellings = SpellingCollector(self._connection)
        self._writer = BackgroundWriter()
        self._is_finished = False

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries in one transaction; no page may be added twice."""
        rows = [rows_for(entry, version=version) for entry in entries]
        with translated_errors():
            self._writer.submit(lambda: self._write(rows))

    def _write(self, rows: list[Rows]) -> None:
        # There is no rollback: without a journal it is impossible, and the file would be deleted.
        self._connection.execute("BEGIN IMMEDIATE")
        insert(self._connection, rows)
        self._spellings.add(set().union(*(each.vocabulary for each in rows)))
        self._connection.execute("COMMIT")

    def finish(self) -> None:
        """Wait until everything added is written, and complete the file.

        Raises the error of a failed write. Nothing can be added afterwards.
        """
        if self._is_finished:
            return
        with translated_errors():
            self._writer.wait()
            self._writer.close()
            self._spellings.insert()
            for statement in WHEN_COMPLETE:
                self._connection.execute(statement).fetchall()
            self._connection.close()
            _flush_to_disk(self._indexes.draft_path(self.generation))
        self._is_finished = True

    def swap(self) -> None:
        """Make the new file the current one."""
        self.finish()
        self._indexes.use(self._language, self.generation)

    def swap_if_none(self) -> None:
        """Make the new file the current one, or delete it where another process made one."""
        self.finish()
        self._indexes.use(self._language, self.generation, if_none=True)

    def abandon(self) -> None:
        """Delete the new file."""
        self._writer.close()
        self._connection.close()
        self._indexes.remove(self.generation)


def _flush_to_disk(path: Path) -> None:
    """Flush the file, which SQLite did not do while it was written."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())

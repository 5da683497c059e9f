"""How is an index of the embedded engine made anew beside the one in use?"""

import os
import time
from collections.abc import Iterable

from search.engines.background_writes import Behind
from search.engines.embedded.index_files import Sidecar, translated_errors
from search.engines.embedded.writes import Rows, insert, rows_of
from search.engines.spelling import Gathered
from search.indexing.documents import Entry
from search.language import analysis

# A file that does not answer yet is thrown away when anything goes wrong with it, so it needs
# neither a journal nor to be on the disk before it is whole. The parts of its index are merged at
# the end and not again and again; they are few, since each holds what fits into so much memory.
WHILE_WRITTEN = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "INSERT INTO words (words, rank) VALUES ('automerge', 0)",
    "INSERT INTO words (words, rank) VALUES ('hashsize', 8388608)",
)
WHEN_WHOLE = (
    "INSERT INTO words (words) VALUES ('optimize')",
    "INSERT INTO words (words, rank) VALUES ('automerge', 4)",
    "INSERT INTO words (words, rank) VALUES ('hashsize', 1048576)",
    "PRAGMA journal_mode=WAL",
)


class EmbeddedRebuild:
    """A new file, until it takes the place of the one in use.

    Entries are analysed by whoever adds them, packed and written in a thread meanwhile.
    """

    def __init__(self, sidecar: Sidecar, *, language: str, version: int) -> None:
        self._sidecar = sidecar
        self._language = language
        self.generation = f"archive-{language}-{version}-{time.time_ns():x}.sqlite3"
        self._connection = sidecar.create(
            self.generation, about={"analysis": analysis.version(language)}
        )
        with translated_errors():
            for statement in WHILE_WRITTEN:
                self._connection.execute(statement)
            self._spellings = Gathered(self._connection)
        self._behind = Behind()
        self._is_finished = False

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries in one transaction; each page may come once."""
        rows = [rows_of(one, version=version) for one in entries]
        with translated_errors():
            self._behind.do(lambda: self._write(rows))

    def _write(self, rows: list[Rows]) -> None:
        # Without a journal there is no way back, nor need there be: the file is thrown away.
        self._connection.execute("BEGIN IMMEDIATE")
        insert(self._connection, rows)
        self._spellings.add(set().union(*(one.held_words for one in rows)))
        self._connection.execute("COMMIT")

    def finish(self) -> None:
        """Wait until everything added is written, and make it a file that can answer.

        Raises what went wrong with any of it. Nothing can be added afterwards.
        """
        if self._is_finished:
            return
        with translated_errors():
            self._behind.wait()
            self._behind.close()
            self._spellings.insert()
            for statement in WHEN_WHOLE:
                self._connection.execute(statement).fetchall()
            self._connection.close()
            _bring_to_disk(self._sidecar.path(self.generation))
        self._is_finished = True

    def swap(self) -> None:
        """Let the new file answer."""
        self.finish()
        self._sidecar.use(self._language, self.generation)

    def abandon(self) -> None:
        """Delete the new file."""
        self._behind.close()
        self._connection.close()
        self._sidecar.remove(self.generation)


def _bring_to_disk(path: os.PathLike) -> None:
    """Wait until the disk has the file, which SQLite was told not to do."""
    with open(path, "r+b") as file:
        os.fsync(file.fileno())

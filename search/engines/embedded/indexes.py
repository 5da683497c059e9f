"""The files of the embedded indexes: their names, creation, connections, replacement, deletion.

Each language has one SQLite file for each generation and a small pointer file that names the
current generation. Only the pointer is ever replaced: SQLite would apply the write-ahead log of an
open database to a new one at the same path. A file that is still being filled has another name, so
that a process that finishes its own meanwhile does not delete it.
"""

import contextlib
import fcntl
import math
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from search.engines.base import ABANDONED_SECONDS, DamagedIndexError, EngineUnavailableError

BUSY_SECONDS = 10.0
HAS_EXP = "SELECT EXISTS (SELECT 1 FROM pragma_function_list WHERE name = 'exp')"
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
SCHEMA_VERSION = "1"
SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    site INTEGER,
    day INTEGER NOT NULL,
    year INTEGER NOT NULL
);
CREATE INDEX statements_by_site ON statements (site, day, id, year);
CREATE INDEX statements_by_day ON statements (day, id, site, year);
CREATE TABLE terms (
    kind TEXT NOT NULL,
    statement INTEGER NOT NULL,
    slug TEXT NOT NULL,
    PRIMARY KEY (kind, statement, slug)
) WITHOUT ROWID;
CREATE TABLE contents (id INTEGER PRIMARY KEY, shown TEXT NOT NULL, analysed BLOB NOT NULL);
CREATE TABLE deletions (id INTEGER PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE spellings (
    shortened TEXT NOT NULL,
    word TEXT NOT NULL,
    display TEXT NOT NULL,
    PRIMARY KEY (shortened, word)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    title, body, title_lemmas, body_lemmas,
    content='', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""


class IndexFiles:
    """The index files of one folder. Connections belong to one thread of one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    def generation(self, language: str) -> str:
        """Return the name of the current file, empty where there is none."""
        try:
            named = self._pointer(language).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise EngineUnavailableError(str(error)) from error
        return named if named and self.path(named).exists() else ""

    def path(self, generation: str) -> Path:
        """Return the path of a generation's file."""
        return self.folder / generation

    def draft_path(self, generation: str) -> Path:
        """Return the path of a generation's file until it is complete."""
        return self.folder / f"draft-{generation}"

    @contextlib.contextmanager
    def reading(self, language: str) -> Iterator[sqlite3.Connection | None]:
        """Provide a connection in a read transaction, or None where there is no index."""
        with self._opened(language) as connection:
            if connection is None:
                yield None
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self, language: str) -> Iterator[sqlite3.Connection | None]:
        """Provide a connection in a write transaction, or None where there is no index."""
        with self._opened(language) as connection:
            if connection is None:
                yield None
                return
            with transaction(connection):
                yield connection

    @contextlib.contextmanager
    def _opened(self, language: str) -> Iterator[sqlite3.Connection | None]:
        """Provide this thread's connection, None without an index; record damage that appears."""
        generation = self.generation(language)
        try:
            with translated_errors():
                yield self._connection(language, generation) if generation else None
        except DamagedIndexError:
            # Only a query that reads the damaged part of a file notices it.
            with contextlib.suppress(OSError):
                self._damage_marker(language).write_text(generation, encoding="utf-8")
            raise

    def is_damaged(self, language: str) -> bool:
        """Return whether damage of the current file was recorded."""
        with contextlib.suppress(OSError):
            marked = self._damage_marker(language).read_text(encoding="utf-8")
            return marked == self.generation(language)
        return False

    def create(self, generation: str, *, about: dict[str, str]) -> sqlite3.Connection:
        """Create a new file with empty tables; return a connection to it."""
        with translated_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._remove_abandoned()
            # A rebuild writes from a background thread, never from two threads at once.
            connection = _connect(self.draft_path(generation), any_thread=True)
            connection.executescript(SCHEMA)
            connection.executemany(
                "INSERT INTO about VALUES (?, ?)", {**about, "schema": SCHEMA_VERSION}.items()
            )
            return connection

    def use(self, language: str, generation: str, *, if_none: bool = False) -> None:
        """Make the complete file current; delete all complete ones but it and its predecessor.

        With `if_none`, delete it instead where another process has made one meanwhile.
        """
        with translated_errors(), self._only_process(language):
            previous = self.generation(language)
            if if_none and previous:
                self.remove(generation)
                return
            os.replace(self.draft_path(generation), self.path(generation))
            pointer = self._pointer(language)
            draft = pointer.with_suffix(f".{os.getpid()}.new")
            draft.write_text(generation, encoding="utf-8")
            os.replace(draft, pointer)
            self._damage_marker(language).unlink(missing_ok=True)
            for path in self.folder.glob(f"archive-{language}-*.sqlite3"):
                if path.name not in (generation, previous):
                    self.remove(path.name)

    def remove(self, generation: str) -> None:
        """Delete a generation's files; connections that are open can still read them."""
        for path in (self.path(generation), self.draft_path(generation)):
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)

    def _remove_abandoned(self) -> None:
        """Delete files of processes that ended before theirs was complete."""
        for path in self.folder.glob("draft-*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                    path.unlink()

    @contextlib.contextmanager
    def _only_process(self, language: str) -> Iterator[None]:
        """Let no other process or thread replace the current file during the context."""
        with (self.folder / f"archive-{language}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def close(self) -> None:
        """Close this thread's connections."""
        for _generation, _process, connection in vars(self._local).values():
            connection.close()
        vars(self._local).clear()

    def _pointer(self, language: str) -> Path:
        return self.folder / f"archive-{language}.current"

    def _damage_marker(self, language: str) -> Path:
        return self.folder / f"archive-{language}.damaged"

    def _connection(self, language: str, generation: str) -> sqlite3.Connection | None:
        cached: tuple[str, int, sqlite3.Connection] | None = getattr(self._local, language, None)
        if cached is not None:
            cached_generation, process, connection = cached
            if (cached_generation, process) == (generation, os.getpid()):
                return connection
            # A connection inherited from a parent process must not even be closed here.
            if process == os.getpid():
                connection.close()
            delattr(self._local, language)
        path = self.path(generation)
        if not path.exists():
            return None
        connection = _connect(path)
        setattr(self._local, language, (generation, os.getpid(), connection))
        return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit the writes of the block, or roll them back after an error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _connect(path: Path, *, any_thread: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=not any_thread
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-16000")
    # Builds of SQLite without its mathematical functions are common outside Linux.
    if not connection.execute(HAS_EXP).fetchone()[0]:
        connection.create_function("exp", 1, math.exp, deterministic=True)
    return connection


@contextlib.contextmanager
def translated_errors() -> Iterator[None]:
    """Raise EngineUnavailableError or DamagedIndexError for errors of SQLite and the disk."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The lowest byte is the primary result code, the others detail it.
        is_damage = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in DAMAGED
        kind = DamagedIndexError if is_damage else EngineUnavailableError
        raise kind(f"{type(error).__name__}: {error}") from error
    except (sqlite3.Error, OSError) as error:
        raise EngineUnavailableError(f"{type(error).__name__}: {error}") from error

"""The lock that lets only one of several workers run."""

import fcntl
import hashlib
import tempfile
from pathlib import Path
from typing import IO, Protocol

from django.db import DatabaseError, InterfaceError, connection

# An arbitrary constant that no other advisory lock in this database uses.
ADVISORY_KEY = 0x4C656374  # "Lect"


class WorkerLock(Protocol):
    """A lock held by one worker at a time, which the system releases when that worker dies."""

    def acquire(self) -> bool:
        """Return without waiting whether this worker holds the lock now."""
        ...

    def is_held(self) -> bool:
        """Return whether this worker still holds the lock."""
        ...

    def release(self) -> None:
        """Release the lock. Has no effect if it is not held."""
        ...


class PostgreSQLLock:
    """An advisory lock on a connection of its own, which no job can close by accident."""

    def __init__(self) -> None:
        self.connection = connection.copy()

    def acquire(self) -> bool:
        """Return without waiting whether this worker holds the lock now."""
        self.connection.close()
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
            acquired = cursor.fetchone()[0]
        if not acquired:
            self.connection.close()
        return acquired

    def is_held(self) -> bool:
        """Return whether the connection is alive; the lock lasts as long as the connection."""
        if self.connection.connection is None:
            return False
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError):
            return False
        return True

    def release(self) -> None:
        """Release the lock by closing its connection."""
        self.connection.close()


class FileLock:
    """A lock on a file next to the SQLite database, which only one machine uses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def acquire(self) -> bool:
        """Return without waiting whether this worker holds the lock now."""
        file = self.path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def is_held(self) -> bool:
        """Return whether this process acquired the lock."""
        return self.file is not None

    def release(self) -> None:
        """Release the lock. The file remains: removing it would race with another worker."""
        if self.file is not None:
            self.file.close()
            self.file = None


def worker_lock() -> WorkerLock:
    """Return the lock for the database in use, not yet acquired."""
    if connection.vendor == "postgresql":
        return PostgreSQLLock()
    return FileLock(_lock_file_path(str(connection.settings_dict["NAME"])))


def _lock_file_path(name: str) -> Path:
    """Return the lock file's path. An in-memory database has one in the temporary folder."""
    if Path(name).is_file():
        return Path(f"{name}.worker.lock")
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"lectern-{digest}.worker.lock"

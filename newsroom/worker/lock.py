"""Which of several workers acts? The one that holds the lock."""

import fcntl
import hashlib
import tempfile
from pathlib import Path
from typing import IO, Protocol

from django.db import DatabaseError, InterfaceError, connection

# Any constant; it only must not be used for another advisory lock in this database.
ADVISORY_KEY = 0x4C656374  # "Lect"


class WorkerLock(Protocol):
    """Held by one worker at a time, and let go by the system when that worker dies."""

    def acquire(self) -> bool:
        """Return at once whether the lock is ours now."""
        ...

    def is_held(self) -> bool:
        """Return whether the lock is still ours."""
        ...

    def release(self) -> None:
        """Let the lock go; harmless when it is not ours."""
        ...


class PostgreSQLLock:
    """An advisory lock on a connection of its own, so that no job can close it by accident."""

    def __init__(self) -> None:
        self.connection = connection.copy()

    def acquire(self) -> bool:
        """Return at once whether the lock is ours now."""
        self.connection.close()
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
            acquired = cursor.fetchone()[0]
        if not acquired:
            self.connection.close()
        return acquired

    def is_held(self) -> bool:
        """Return whether the connection still lives; the lock lives as long as it does."""
        if self.connection.connection is None:
            return False
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError):
            return False
        return True

    def release(self) -> None:
        """Let the lock go with its connection."""
        self.connection.close()


class FileLock:
    """A lock on a file beside the SQLite database, which one machine uses alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def acquire(self) -> bool:
        """Return at once whether the lock is ours now."""
        file = self.path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def is_held(self) -> bool:
        """Return whether this process took the lock."""
        return self.file is not None

    def release(self) -> None:
        """Let the lock go; the file stays, since removing it would race with another worker."""
        if self.file is not None:
            self.file.close()
            self.file = None


def worker_lock() -> WorkerLock:
    """Return the lock that suits the database, not yet acquired."""
    if connection.vendor == "postgresql":
        return PostgreSQLLock()
    return FileLock(_lock_file_path(str(connection.settings_dict["NAME"])))


def _lock_file_path(name: str) -> Path:
    """Return the lock file's path; a database in memory gets one in the temporary folder."""
    if Path(name).is_file():
        return Path(f"{name}.worker.lock")
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"lectern-{digest}.worker.lock"

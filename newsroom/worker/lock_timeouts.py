"""A short lock timeout for code that runs in a reader's request.

Such code must not wait for a lock as long as an editor's save may.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def short_lock_timeout(milliseconds: int) -> Iterator[None]:
    """Limit the wait for SQLite's write lock to so many milliseconds.

    Has no effect within a transaction, nor on other databases.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")

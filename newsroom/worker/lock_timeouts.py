"""How is a reader kept from waiting as long for somebody else's lock as an editor would?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def short_lock_timeout(milliseconds: int) -> Iterator[None]:
    """Wait so long at most for SQLite's one writer; nothing changes within a transaction."""
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

"""How does a test find an office that is already there, without any test meeting another's?

Making an office takes five hundred queries, and two thousand tests begin with one. So one is made
in a transaction around the tests that ask for it. Each of them still works in its own transaction
within, whose end takes back everything it wrote; a test that asks for no office, or commits, finds
a database without one, because the outer transaction is taken back before it.
"""

import contextlib
import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")


class Standing(Generic[Made]):
    """What `make` makes, kept in a transaction that is never committed."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._around: contextlib.AbstractContextManager[Any] | None = None
        self._made: Made | None = None

    def stand(self) -> None:
        """Make it, unless it is there."""
        sound = connection.in_atomic_block and not connection.needs_rollback
        if self._made is not None and sound:
            return
        self.fall()
        self._around = transaction.atomic()
        self._around.__enter__()
        self._made = self._make()

    def fall(self) -> None:
        """Take it back with all that stands in the database since."""
        if self._around is None:
            return
        around, self._around, self._made = self._around, None, None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

    def copy(self) -> Made:
        """Return a copy that a test may change; one made on the spot where none stands."""
        return self._make() if self._made is None else copy.deepcopy(self._made)

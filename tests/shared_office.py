"""An office that many tests share, made in a transaction around them.

Making an office takes five hundred queries, and two thousand tests begin with one. It is therefore
created once, inside an outer transaction, and the tests that use it run one after the other within
that transaction. Each of them has its own inner transaction, which is rolled back at its end. The
outer transaction is rolled back before a test that uses the database without the shared office, so
such a test finds no office.
"""

import contextlib
import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Created = TypeVar("Created")


class SharedOffice(Generic[Created]):
    """The result of `factory`, stored in a transaction that is never committed."""

    def __init__(self, factory: Callable[[], Created]) -> None:
        self._factory = factory
        self._transaction: contextlib.AbstractContextManager[Any] | None = None
        self._created: Created | None = None

    def create(self) -> None:
        """Create the office, unless it exists."""
        usable = connection.in_atomic_block and not connection.needs_rollback
        if self._created is not None and usable:
            return
        self.remove()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self._created = self._factory()

    def remove(self) -> None:
        """Roll the outer transaction back."""
        if self._transaction is None:
            return
        outer, self._transaction, self._created = self._transaction, None, None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)

    def copy(self) -> Created:
        """Return a copy that a test may change, or a new office where none is shared."""
        return self._factory() if self._created is None else copy.deepcopy(self._created)

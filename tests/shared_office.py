"""An office that many tests share, made in a transaction around them.

Making an office takes five hundred queries, and two thousand tests begin with one. It is therefore
created once, inside an outer transaction, and the tests that use it run one after the other within
that transaction. Each of them has its own inner transaction, which is rolled back at its end. The
outer transaction is rolled back before a test that uses the database without the shared office, so
such a test finds no office.

Some tests share content of the office as well. It is created by another factory in the same outer
transaction, and belongs only to the tests that name this factory.
"""

import contextlib
import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Created = TypeVar("Created")
ContentFactory = Callable[[Created], Any] | None


class SharedOffice(Generic[Created]):
    """The result of `factory`, stored in a transaction that is never committed."""

    def __init__(self, factory: Callable[[], Created]) -> None:
        self._factory = factory
        self._content_factory: ContentFactory[Created] = None
        self._transaction: contextlib.AbstractContextManager[Any] | None = None
        self._created: tuple[Created, Any] | None = None

    def create(self, content_factory: ContentFactory[Created] = None) -> None:
        """Create the office with this content, unless it exists."""
        usable = connection.in_atomic_block and not connection.needs_rollback
        same = self._created is not None and self._content_factory is content_factory
        if same and usable:
            return
        self.remove()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self._content_factory = content_factory
        self._created = self._make(content_factory)

    def remove(self) -> None:
        """Roll the outer transaction back."""
        if self._transaction is None:
            return
        outer, self._transaction, self._created = self._transaction, None, None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)

    def copy(self, content_factory: ContentFactory[Created] = None) -> tuple[Created, Any]:
        """Return copies of the office and its content that a test may change.

        Where no office is shared, both are created in the transaction of the test.
        """
        if self._created is None:
            return self._make(content_factory)
        return copy.deepcopy(self._created)

    def _make(self, content_factory: ContentFactory[Created]) -> tuple[Created, Any]:
        office = self._factory()
        return office, None if content_factory is None else content_factory(office)

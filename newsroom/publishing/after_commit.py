"""Functions that are called once after the commit, with all pages that the transaction changed."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from django.db import transaction

PagesFunction: TypeAlias = Callable[[list[int]], None]


class _PendingCall:
    """A callback after the commit, and the pages that its transaction has changed so far."""

    def __init__(self, function: PagesFunction) -> None:
        self.function = function
        self.page_ids: set[int] = set()

    def __call__(self) -> None:
        self.function(sorted(self.page_ids))


def call_after_commit(function: PagesFunction, page_ids: Iterable[int]) -> None:
    """Call `function` with these pages after the commit, once for the whole transaction.

    An error of the function is logged and does not fail the request. Pages of a savepoint that was
    rolled back may be included: they did not change.
    """
    connection = transaction.get_connection()
    pending = None
    if connection.in_atomic_block:
        pending = next(
            (
                call
                for _savepoints, call, *_robust in connection.run_on_commit
                if isinstance(call, _PendingCall) and call.function is function
            ),
            None,
        )
    if pending is not None:
        pending.page_ids.update(page_ids)
        return
    pending = _PendingCall(function)
    pending.page_ids.update(page_ids)
    transaction.on_commit(pending, robust=True)

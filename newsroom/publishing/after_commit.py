"""Functions that are called once after the commit, with all that the transaction changed."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction

# A primary key, or several that belong together.
Key = TypeVar("Key", int, tuple[int, int])


class _PendingCall:
    """A callback after the commit, and the keys of what its transaction has changed so far."""

    def __init__(self, function: Callable[[Any], None]) -> None:
        self.function = function
        self.keys: set[Any] = set()

    def __call__(self) -> None:
        self.function(sorted(self.keys))


def call_after_commit(function: Callable[[list[Key]], None], keys: Iterable[Key]) -> None:
    """Call `function` with these keys after the commit, once for the whole transaction.

    The keys are mostly those of pages. An error of the function is logged and does not fail the
    request. Keys of a savepoint that was rolled back may be included: those rows did not change.
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
        pending.keys.update(keys)
        return
    pending = _PendingCall(function)
    pending.keys.update(keys)
    transaction.on_commit(pending, robust=True)

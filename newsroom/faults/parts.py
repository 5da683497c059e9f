"""Parts of a page, feed or document that are left out when they fail, so that the rest is shown.

A part is a block, a picture, a list beside the text or a menu. What a page cannot be without, such
as the statement itself, is no part: its failure is the answer's.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.dispatch import Signal
from django.http import Http404

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

# Sent with `left_out` and `times`, the number of failures since the last signal for the same part.
part_left_out = Signal()
REPEAT_SECONDS = 300  # after which the same failure is logged and reported again
MAX_KNOWN = 1_000


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A part that failed: its name, the numbers of its page and block, and the kind of error."""

    part: str
    page: int | None
    block: str
    error: str

    def __str__(self) -> str:
        block = f" {self.block}" if self.block else ""
        page = f" of page {self.page}" if self.page else ""
        return f"{self.part}{block}{page} ({self.error})"


_current: ContextVar[list[LeftOut] | None] = ContextVar("newsroom_left_out", default=None)
_known: dict[LeftOut, tuple[float, int]] = {}  # time of the last report, failures since then


@contextmanager
def recording() -> Iterator[list[LeftOut]]:
    """Collect the parts that are left out meanwhile, such as those of one answer."""
    found: list[LeftOut] = []
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


def number_left_out() -> int:
    """Return how many parts of the present answer were left out. Nothing else may be stored."""
    return len(_current.get() or ())


@contextmanager
def may_be_left_out(part: str, *, page: int | None = None, block: str = "") -> Iterator[None]:
    """Let what happens within fail without consequences for the rest of the answer.

    A refusal is no failure. Where the database is away, the whole answer fails.
    """
    try:
        yield
    except (Http404, PermissionDenied):
        raise
    except Exception as error:
        # The boundary between the parts of an answer: one must not take the others down.
        if _database_is_away(error):
            raise
        left_out = report_failure(error, part=part, page=page, block=block)
        found = _current.get()
        if found is not None:
            found.append(left_out)


def part_or(
    default: Value,
    compute: Callable[[], Value],
    *,
    part: str,
    page: int | None = None,
    block: str = "",
) -> Value:
    """Return what `compute` returns, or `default` where it fails."""
    with may_be_left_out(part, page=page, block=block):
        return compute()
    return default


def forget_reports() -> None:
    """Report every failure again at once."""
    _known.clear()


def report_failure(
    error: Exception, *, part: str, page: int | None = None, block: str = ""
) -> LeftOut:
    """Log and report a failure, at most once in some minutes for the same one.

    By itself this does not mark the answer as one that lacks a part.
    """
    left_out = LeftOut(part=part, page=page, block=block, error=type(error).__name__)
    now = time.monotonic()
    last, failures = _known.get(left_out, (float("-inf"), 0))
    failures += 1
    if now - last < REPEAT_SECONDS:
        _known[left_out] = (last, failures)
        return left_out
    if len(_known) >= MAX_KNOWN:
        _known.clear()
    _known[left_out] = (now, 0)
    logger.error("failed: %s, %s times", left_out, failures, exc_info=error)
    part_left_out.send_robust(sender=LeftOut, left_out=left_out, times=failures)
    return left_out


def _database_is_away(error: Exception) -> bool:
    """Return whether the connection is lost, not only one query refused."""
    return (
        isinstance(error, OperationalError | InterfaceError)
        and not connection.in_atomic_block
        and not connection.is_usable()
    )

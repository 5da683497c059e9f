"""Cache-Control of public pages for shared caches."""

import logging
import time
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from newsroom.publishing.schedule import next_due

logger = logging.getLogger(__name__)

MAX_AGE = 60  # seconds
# While the site is down, caches may serve stale pages: long enough for a restart, too short for a
# withdrawn statement to remain visible.
STALE_IF_ERROR = 300
STALE_WHILE_REVALIDATE = 30
NEXT_DUE_CACHE_SECONDS = 10
# The next publication or expiry, and the time of `time.monotonic` until which it counts.
_next_due: tuple[datetime | None, float] | None = None


def allow_shared_caching(response: HttpResponseBase) -> None:
    """Allow a minute, but not beyond the next publication or expiry.

    Queries the database every ten seconds at most in each process.
    """
    response.is_briefly_shared = True  # type: ignore[attr-defined]  # read by the page store
    seconds = seconds_until_next_due()
    if seconds is None or seconds > MAX_AGE + STALE_WHILE_REVALIDATE:
        patch_cache_control(
            response,
            public=True,
            max_age=MAX_AGE,
            stale_while_revalidate=STALE_WHILE_REVALIDATE,
            stale_if_error=STALE_IF_ERROR,
        )
    else:
        patch_cache_control(response, public=True, max_age=min(seconds, MAX_AGE))


def seconds_until_next_due() -> int | None:
    """Return the whole seconds until the next publication or expiry, None if there is none."""
    global _next_due
    now = timezone.now()
    known = _next_due
    if known is None or known[1] < time.monotonic() or (known[0] and known[0] <= now):
        try:
            moment = next_due(now=now)
        except DatabaseError:
            logger.warning("No database: pages may be kept for the usual time", exc_info=True)
            return None
        known = _next_due = (moment, time.monotonic() + NEXT_DUE_CACHE_SECONDS)
    return None if known[0] is None else max(0, int((known[0] - now).total_seconds()))


def forget_next_due() -> None:
    """Ask the database again at the next response."""
    global _next_due
    _next_due = None

"""Cache-Control of public pages for shared caches."""

import logging
import math
import time
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from newsroom.publishing.schedule import next_due

logger = logging.getLogger(__name__)

MAX_AGE = 60  # seconds
STALE_WHILE_REVALIDATE = 30
# While the site is down, caches may serve stale pages: long enough for a restart, too short for a
# withdrawn statement to remain visible.
STALE_IF_ERROR = 300
# The proxy that is purged does not hold what was withdrawn, so its copies may outlast an outage.
STALE_IF_ERROR_PURGED = 86_400
# Names of the URL patterns whose responses come from the search index, which follows later.
INDEX_VIEWS = frozenset({"search", "search_feed", "search_suggestions"})
INDEX_SECONDS = 1  # for which the purged proxy keeps these
NEXT_DUE_CACHE_SECONDS = 10
# The next publication or expiry, and the time of `time.monotonic` until which it counts.
_next_due: tuple[datetime | None, float] | None = None


def allow_shared_caching(response: HttpResponseBase, *, follows_index: bool = False) -> None:
    """Allow a minute, but nothing beyond the next publication or expiry.

    `follows_index` is for responses that may change later than the content. Queries the database
    every ten seconds at most in each process.
    """
    response.is_briefly_shared = True  # type: ignore[attr-defined]  # read by the page store
    seconds = seconds_until_next_due()
    left = math.inf if seconds is None else seconds
    directives: dict[str, object] = {"public": True, "max_age": int(min(left, MAX_AGE))}
    if left > MAX_AGE + STALE_WHILE_REVALIDATE and not follows_index:
        directives["stale_while_revalidate"] = STALE_WHILE_REVALIDATE
    is_purged = bool(settings.WAGTAILFRONTENDCACHE)
    allowed = STALE_IF_ERROR_PURGED if is_purged else STALE_IF_ERROR
    if (stale_if_error := int(min(left - MAX_AGE, allowed))) > 0:
        directives["stale_if_error"] = stale_if_error
    patch_cache_control(response, **directives)
    if follows_index and is_purged:
        response["X-Accel-Expires"] = str(int(min(left, INDEX_SECONDS)))


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

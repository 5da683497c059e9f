"""Cache-Control of public pages for shared caches."""

import logging
from datetime import datetime

from django.core.cache import cache
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
KEY = "config.caching.next_due"
NEXT_DUE_CACHE_SECONDS = 10


def allow_shared_caching(response: HttpResponseBase) -> None:
    """Allow a minute, but not beyond the next publication or expiry.

    Queries the database every ten seconds at most in each process, or in all with a shared cache.
    """
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
    now = timezone.now()
    moment: datetime | str | None = cache.get(KEY, "unknown")
    if isinstance(moment, str) or (moment is not None and moment <= now):
        try:
            moment = next_due(now=now)
        except DatabaseError:
            logger.warning("No database: pages may be kept for the usual time", exc_info=True)
            return None
        cache.set(KEY, moment, timeout=NEXT_DUE_CACHE_SECONDS)
    return None if moment is None else max(0, int((moment - now).total_seconds()))

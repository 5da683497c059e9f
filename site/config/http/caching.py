"""How long may a shared cache keep a page for readers?"""

import logging
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from newsroom.publishing.schedule import next_due

logger = logging.getLogger(__name__)

LONGEST = 60
# While we do not answer, a cache may show what it has for so long: enough for a restart, too
# short for a statement that was withdrawn meanwhile to stay on show.
STALE_IF_ERROR = 300
STALE_WHILE_REVALIDATE = 30
KEY = "config.caching.next_due"
REMEMBERED = 10


def let_caches_keep(response: HttpResponseBase) -> None:
    """Allow a minute, but never beyond the moment at which something appears or expires.

    Asks the database every ten seconds at most in each process (or in all, with a shared cache).
    """
    seconds = seconds_until_next_due()
    if seconds is None or seconds > LONGEST + STALE_WHILE_REVALIDATE:
        patch_cache_control(
            response,
            public=True,
            max_age=LONGEST,
            stale_while_revalidate=STALE_WHILE_REVALIDATE,
            stale_if_error=STALE_IF_ERROR,
        )
    else:
        patch_cache_control(response, public=True, max_age=min(seconds, LONGEST))


def seconds_until_next_due() -> int | None:
    """Return the whole seconds until something is published or taken down, None if nothing is."""
    now = timezone.now()
    moment: datetime | str | None = cache.get(KEY, "unknown")
    if isinstance(moment, str) or (moment is not None and moment <= now):
        try:
            moment = next_due(now=now)
        except DatabaseError:
            logger.warning("No database: pages may be kept for the usual time", exc_info=True)
            return None
        cache.set(KEY, moment, timeout=REMEMBERED)
    return None if moment is None else max(0, int((moment - now).total_seconds()))

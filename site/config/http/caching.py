"""Cache-Control of public pages for shared caches."""

import logging
import time
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponseBase
from django.utils import timezone

from newsroom.caching.state_token import last_read_total
from newsroom.publishing.schedule import next_due

logger = logging.getLogger(__name__)

PRIVATE_DIRECTIVES = ("private", "no-store", "no-cache")
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


class _NextDue(NamedTuple):
    """The next publication or expiry, and what the answer was read at."""

    moment: datetime | None
    ends_at: float  # of `time.monotonic`
    total: int | None  # of the changes of public content

    def is_valid(self, *, now: datetime) -> bool:
        """Return whether no content has changed, no time passed, and the moment is to come."""
        return (
            self.total == last_read_total()
            and time.monotonic() <= self.ends_at
            and (self.moment is None or self.moment > now)
        )


_next_due: _NextDue | None = None


def is_private(response: HttpResponseBase) -> bool:
    """Return whether the response's Cache-Control keeps it from all caches that clients share."""
    directives = response.get("Cache-Control", "")
    return any(directive in directives for directive in PRIVATE_DIRECTIVES)


def up_to_next_due(seconds: int) -> int:
    """Return the seconds, or fewer where a publication or expiry is due before."""
    left = seconds_until_next_due()
    return seconds if left is None else min(left, seconds)


def allow_shared_caching(response: HttpResponseBase, *, follows_index: bool = False) -> None:
    """Allow a minute, but nothing beyond the next publication or expiry.

    `follows_index` is for responses that may change later than the content. Queries the database
    in each process after a change, and every ten seconds.
    """
    response.is_briefly_shared = True  # type: ignore[attr-defined]  # read by the page store
    left = seconds_until_next_due()
    response["Cache-Control"] = _cache_control(
        _whole(left), follows_index=follows_index, stale_if_error=_stale_if_error()
    )
    if follows_index and settings.WAGTAILFRONTENDCACHE:
        response["X-Accel-Expires"] = str(up_to_next_due(INDEX_SECONDS))


def shared_cache_control() -> str:
    """Return what `allow_shared_caching` writes as Cache-Control."""
    return _cache_control(
        _whole(seconds_until_next_due()), follows_index=False, stale_if_error=_stale_if_error()
    )


def _stale_if_error() -> int:
    return STALE_IF_ERROR_PURGED if settings.WAGTAILFRONTENDCACHE else STALE_IF_ERROR


def _whole(seconds: int | None) -> int:
    """Return the seconds that are left; those that change no directive count as the same."""
    longest = MAX_AGE + STALE_IF_ERROR_PURGED
    return longest if seconds is None else min(seconds, longest)


@lru_cache(maxsize=1_000)
def _cache_control(left: int, *, follows_index: bool, stale_if_error: int) -> str:
    directives = ["public", f"max-age={min(left, MAX_AGE)}"]
    if left > MAX_AGE + STALE_WHILE_REVALIDATE and not follows_index:
        directives.append(f"stale-while-revalidate={STALE_WHILE_REVALIDATE}")
    if (stale := min(left - MAX_AGE, stale_if_error)) > 0:
        directives.append(f"stale-if-error={stale}")
    return ", ".join(directives)


def seconds_until_next_due() -> int | None:
    """Return the whole seconds until the next publication or expiry, None if there is none.

    It is 0 where the database does not answer. A new expiry of a public page counts at once where
    the request has read the state of the content, as with the page cache; otherwise, and for the
    dates of drafts, after ten seconds.
    """
    global _next_due
    now = timezone.now()
    known = _next_due
    if known is None or not known.is_valid(now=now):
        total = last_read_total()
        try:
            moment = next_due(now=now)
        except (DatabaseError, InterfaceError):
            # A copy could outlast an expiry that nobody can read now.
            logger.warning("No database: responses may not be kept", exc_info=True)
            return 0
        known = _next_due = _NextDue(moment, time.monotonic() + NEXT_DUE_CACHE_SECONDS, total)
    return None if known.moment is None else max(0, int((known.moment - now).total_seconds()))


def forget_next_due() -> None:
    """Ask the database again at the next response."""
    global _next_due
    _next_due = None

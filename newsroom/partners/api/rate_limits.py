"""How much may one client ask in a minute, however many processes and hosts answer?

The count is kept in the database, which all of them share. A process takes a small lease from it
and counts that down by itself, so most requests write nothing. What leases were taken for and
not used is lost to the client: an allowance of N is never exceeded within its minute.
"""

import hashlib
import hmac
import logging
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest

from newsroom.models import PartnerKey, RequestWindow
from newsroom.network.client_networks import network_of
from newsroom.partners.api.problems import Problem
from newsroom.worker.lock_timeouts import short_lock_timeout

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
LEASES = 50  # parts into which an allowance is cut
MOST_CLIENTS = 5_000
PATIENCE = 250  # milliseconds that a request waits for SQLite's one writer
TABLE = RequestWindow._meta.db_table
# Plain SQL: the ORM cannot add to a row and return it in one statement. Its two or three take
# 2.6 ms against 0.3 ms here (PostgreSQL: 3.6 against 0.9 ms).
TAKE = (
    f"INSERT INTO {TABLE} (client, started, granted) VALUES (%s, %s, %s) "  # noqa: S608  (a constant)
    f"ON CONFLICT (client, started) DO UPDATE SET granted = {TABLE}.granted + excluded.granted "
    "RETURNING granted"
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a client stands in the present minute."""

    policy: str
    allowed: int
    remaining: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the fields of the IETF's draft "RateLimit header fields for HTTP", version 10."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.allowed};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


@dataclass(kw_only=True)
class _Lease:
    """What this process may still grant of a minute, and what all have taken so far."""

    started: int
    left: int
    taken: int


_leases: dict[str, _Lease] = {}
_lock = threading.Lock()


def count_request(request: HttpRequest, *, partner: PartnerKey | None) -> Standing:
    """Count this request; raises a problem (429) when the minute's allowance is used up."""
    if partner is not None:
        client, policy, allowed = f"key:{partner.pk}", "partner", partner.limit_per_minute
    else:
        client = _anonymous(request.META.get("REMOTE_ADDR", ""))
        policy, allowed = "address", settings.API_REQUESTS_PER_MINUTE
    now = time.time()
    started = int(now // WINDOW)
    resets_in = max(1, int((started + 1) * WINDOW - now + 0.999))
    remaining = _spend(client, started=started, allowed=allowed)
    standing = Standing(
        policy=policy, allowed=allowed, remaining=max(0, remaining), resets_in=resets_in
    )
    if remaining < 0:
        raise Problem(
            429,
            title="Too many requests",
            detail=f"{allowed} requests a minute are allowed here; ask again in {resets_in} s.",
            headers={**standing.headers, "Retry-After": str(resets_in)},
        )
    return standing


def forget_leases() -> None:
    """Start counting afresh in this process."""
    with _lock:
        _leases.clear()


def prune_windows() -> str:
    """Delete the counts of minutes that have passed; return a line for the worker's log."""
    passed = RequestWindow.objects.filter(started__lt=int(time.time() // WINDOW) - 1)
    count = passed.delete()[0]
    return f"{count} counts deleted" if count else ""


def _spend(client: str, *, started: int, allowed: int) -> int:
    """Take one request from the allowance; return what is left, negative when nothing was."""
    with _lock:
        lease = _leases.get(client)
        if lease is not None and lease.started == started and lease.left:
            lease.left -= 1
            return allowed - lease.taken + lease.left
        if lease is not None and lease.started == started and lease.taken >= allowed:
            return -1
    wanted = max(1, allowed // LEASES)
    total = _take(client, started=started, wanted=wanted)
    with _lock:
        if len(_leases) >= MOST_CLIENTS:
            _leases.clear()
        granted = max(0, min(wanted, allowed - (total - wanted)))
        kept = _leases.get(client)
        before = kept.left if kept is not None and kept.started == started else 0
        left = granted + before - 1
        _leases[client] = _Lease(started=started, left=max(0, left), taken=min(total, allowed))
        return -1 if left < 0 else max(0, allowed - total) + left


def _take(client: str, *, started: int, wanted: int) -> int:
    """Add to the count that all processes share and return it; one statement, so never twice."""
    try:
        with short_lock_timeout(PATIENCE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TAKE, [client, started, wanted])
            return cursor.fetchone()[0]
    except DatabaseError as error:
        # A long import holds SQLite's only write lock. This process then counts by itself.
        logger.warning("requests are counted by this process alone: %s", error)
        with _lock:
            lease = _leases.get(client)
            known = lease.taken if lease is not None and lease.started == started else 0
        return known + wanted


def _anonymous(address: str) -> str:
    """Name a reader without keeping the address; neighbours in one IPv6 network count as one."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"api {network_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]

"""Purges of the proxy's cache after changes of public content."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Page, Site

from config.http.nginx_cache import NginxBackend
from newsroom.caching.state_token import ALL_OFFICES, sums_by_office
from newsroom.models.elections import election_dates
from newsroom.visibility.dates import first_date, last_date


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """The state at the last call: the sum of each office's changes, and the next date of a page."""

    sums: dict[int, int]
    next_date: datetime | None

    def is_current(self, sums: dict[int, int], *, now: datetime) -> bool:
        return self.sums == sums and (self.next_date is None or now < self.next_date)


_seen: _Seen | None = None


def purge_changed() -> str:
    """Purge the hosts of offices whose public content changed; return what was done.

    One query while nothing changes. Processes may call it at the same time: at worst a host is
    purged twice.
    """
    global _seen
    backends = [each for each in get_backends().values() if isinstance(each, NginxBackend)]
    if not backends:
        return ""
    now = timezone.now()
    sums = sums_by_office()
    is_known = all(backend.has_states for backend in backends)
    if is_known and _seen is not None and _seen.is_current(sums, now=now):
        return ""
    live = Page.objects.filter(live=True)
    before, after = election_dates(now=now)
    previous = max(filter(None, (last_date(live, now=now), before)), default=None)
    states = _states(sums, previous_date=previous)
    purged: set[str] = set()
    for backend in backends:
        known = backend.read_states()
        changed = {host for host, state in states.items() if known.get(host) != state}
        if changed or known.keys() - states.keys():
            backend.purge_batch([f"https://{host}/" for host in changed])
            backend.write_states(states)
        purged |= changed
    following = min(filter(None, (first_date(live, now=now), after)), default=None)
    _seen = _Seen(sums=sums, next_date=following)
    return f"purged {', '.join(sorted(purged))}" if purged else ""


def forget_seen() -> None:
    """Compare all states again at the next call."""
    global _seen
    _seen = None


def _states(sums: dict[int, int], *, previous_date: datetime | None) -> dict[str, str]:
    """Return the state of the content of each host."""
    by_host: dict[str, list[int]] = defaultdict(list)
    for pk, hostname in Site.objects.order_by("pk").values_list("pk", "hostname"):
        by_host[hostname.lower()] += [pk, sums.get(pk, 0)]
    shared = (sums.get(ALL_OFFICES, 0), previous_date)
    return {host: _digest((shared, own)) for host, own in by_host.items()}


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:20]

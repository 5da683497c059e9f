"""Stored public responses: in the process, bounded in bytes, and in a shared cache if there is one.

An entry holds the state token that it was rendered at, and counts only for a request with the same
token. So nothing is invalidated, and processes and hosts cannot disagree.
"""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

logger = logging.getLogger(__name__)

# A page may soon be published at an address without one, and a part that failed may soon be there.
ERROR_SECONDS = 10
SHARED_SECONDS = 3_600
MAX_ERRORS = 2_000
MAX_ENTRY_SHARE = 8  # an entry takes at most this part of the store
RENDER_WAIT = 10  # seconds that a request waits for another one with the same address
OVERHEAD = 800  # bytes of an entry beside its body, roughly


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredResponse:
    """A public response. `stored_at` is in seconds of `time.time`."""

    token: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    briefly_shared: bool  # whether Cache-Control depends on the time of the request
    is_whole: bool  # whether no part was left out
    stored_at: float
    view: str = ""  # which view answered, for the log and the metrics

    @classmethod
    def from_response(
        cls,
        response: HttpResponse,
        *,
        token: str,
        key: str,
        leave_out: tuple[str, ...] = (),
        view: str = "",
    ) -> "StoredResponse":
        """Return the response as it is stored for the state `token`."""
        body = bytes(response.content)
        left_out = {name.lower() for name in leave_out}
        briefly_shared = getattr(response, "is_briefly_shared", False)
        if briefly_shared:
            left_out.add("cache-control")
        return cls(
            token=token,
            status=response.status_code,
            headers=tuple(
                (name, value) for name, value in response.items() if name.lower() not in left_out
            ),
            body=body,
            etag=f'"{state_digest(token, key)}.{_digest(body)}"',
            briefly_shared=briefly_shared,
            is_whole=not getattr(response, "lacks_parts", False),
            stored_at=time.time(),
            view=view,
        )

    def response(self, *, with_body: bool = True) -> HttpResponse:
        """Return a new response; without its body for a HEAD request."""
        response = HttpResponse(self.body if with_body else b"", status=self.status)
        for name, value in self.headers:
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(self.body))
        return response

    @property
    def size(self) -> int:
        """Return its approximate size in bytes."""
        return len(self.body) + OVERHEAD

    @property
    def is_page(self) -> bool:
        """Return whether it is a successful and whole response, no redirect and no error."""
        return self.status == 200 and self.is_whole

    def is_current(self, token: str) -> bool:
        """Return whether it may be served for the state `token`.

        Errors and pages that lack a part are stored briefly.
        """
        if self.token != token:
            return False
        return (self.status < 400 and self.is_whole) or time.time() - self.stored_at < ERROR_SECONDS


def state_digest(token: str, key: str) -> str:
    """Return the first part of an ETag: the address in one state."""
    return _digest(f"{token} {key}".encode())


class PageStore:
    """A least-recently-used store of responses, limited by their size in bytes. Thread-safe.

    Redirects and errors, which anybody can cause at any address, have a share of their own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rendering: dict[str, threading.Lock] = {}
        self._pages: OrderedDict[str, StoredResponse] = OrderedDict()
        self._others: OrderedDict[str, StoredResponse] = OrderedDict()
        self.size = 0

    def __contains__(self, key: str) -> bool:
        """Return whether the process has a page of this address, of any state."""
        return key in self._pages

    def get(self, key: str, *, token: str) -> StoredResponse | None:
        """Return the current response of an address, from the process or the shared cache."""
        with self._lock:
            entries = self._pages if key in self._pages else self._others
            entry = entries.get(key)
            if entry is not None and entry.is_current(token):
                entries.move_to_end(key)
                return entry
        if not settings.PAGE_CACHE_SHARED:
            return None
        found = _get_shared(key, token=token)
        if found is None or not found.is_current(token):
            return None
        self._put_in_process(key, found)
        return found

    def view_of(self, key: str) -> str:
        """Return the view of the page that the process has of an address; "" for none."""
        entry = self._pages.get(key)
        return entry.view if entry is not None else ""

    def put(self, key: str, entry: StoredResponse) -> None:
        """Store the response of an address in place of an earlier one."""
        self._put_in_process(key, entry)
        if settings.PAGE_CACHE_SHARED and entry.is_page:
            _put_shared(key, entry)

    def _put_in_process(self, key: str, entry: StoredResponse) -> None:
        max_bytes = settings.PAGE_CACHE_BYTES
        with self._lock:
            self._remove(key)
            if entry.size * MAX_ENTRY_SHARE <= max_bytes:
                if entry.is_page:
                    self._pages[key] = entry
                    self.size += entry.size
                    while self.size > max_bytes:
                        _, oldest = self._pages.popitem(last=False)
                        self.size -= oldest.size
                else:
                    self._others[key] = entry
                    if len(self._others) > MAX_ERRORS:
                        self._others.popitem(last=False)

    @contextmanager
    def rendering(self, key: str) -> Iterator[None]:
        """Let one request at a time render an address; the others wait for some seconds."""
        with self._lock:
            lock = self._rendering.setdefault(key, threading.Lock())
        acquired = lock.acquire(timeout=RENDER_WAIT)
        try:
            yield
        finally:
            if acquired:
                with self._lock:
                    self._rendering.pop(key, None)
                lock.release()

    def clear(self) -> None:
        """Remove all responses of this process."""
        with self._lock:
            self._pages.clear()
            self._others.clear()
            self.size = 0

    def _remove(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= page.size
        self._others.pop(key, None)


page_store = PageStore()
# Part of the shared keys: a release with other fields must not read what an earlier one has stored.
FIELDS = " ".join(field.name for field in fields(StoredResponse))


def _get_shared(key: str, *, token: str) -> StoredResponse | None:
    try:
        found = cache.get(_shared_key(key, token))
    except Exception:
        # A cache that is away must not take down a page; clients raise errors of many kinds.
        logger.warning("The shared cache does not answer; the page is rendered", exc_info=True)
        return None
    return found if isinstance(found, StoredResponse) else None


def _put_shared(key: str, entry: StoredResponse) -> None:
    try:
        cache.set(_shared_key(key, entry.token), entry, SHARED_SECONDS)
    except Exception:
        logger.warning("The shared cache does not answer; the page is not stored", exc_info=True)


def _shared_key(key: str, token: str) -> str:
    return f"newsroom-page-{_digest(f'{FIELDS} {token} {key}'.encode())}"


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:20]

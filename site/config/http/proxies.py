"""The client's address behind the installation's own proxies."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


SHOWN_FOR = 3_600  # seconds
_last_direct = float("-inf")


def proxy_state() -> str:
    """Return "ok", or why the proxy does not protect this process from slow clients."""
    if not settings.TRUSTED_PROXIES:
        return "none (TRUSTED_PROXIES is 0)"
    if time.monotonic() - _last_direct < SHOWN_FOR:
        return "requests arrive without it"
    return "ok"


def _note_direct_request() -> None:
    global _last_direct
    _last_direct = time.monotonic()


class TrustedProxyMiddleware:
    """Sets REMOTE_ADDR from the `TRUSTED_PROXIES` nearest proxies; 0 ignores forwarded headers.

    Each proxy appends its client's address to X-Forwarded-For. Entries to the left of those
    come from the client and cannot be trusted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXIES
        if count:
            chain = [
                part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            ]
            if len(chain) >= count and chain[-count]:
                request.META["REMOTE_ADDR"] = chain[-count]
            else:
                _note_direct_request()
        else:
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)

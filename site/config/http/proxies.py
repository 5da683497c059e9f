"""The client's address behind the installation's own proxies."""

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
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)

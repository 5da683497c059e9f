"""Who is asking, when proxies of our own stand in front?"""

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
    """Takes the reader's address from the proxies that `TRUSTED_PROXIES` counts, else from none.

    Each proxy appends the address it was asked from to X-Forwarded-For. Whatever stands further
    left than our own proxies wrote came from the reader and proves nothing.
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

"""Protection of the alert forms against requests from other sites, without a cookie.

Readers have neither cookie nor session, so a forged request does nothing that its author could not
do directly, and Django's CSRF token, which needs a cookie, would protect nothing. Other sites
must still not make their visitors request e-mails here, so the headers in which browsers state a
request's origin are checked.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def cookieless(view: View) -> View:
    """Let a view take forms from our own pages and from programs such as mail clients only.

    The response may not be cached or indexed, and its address, which may contain a token, is never
    sent as a referrer.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "POST" and is_from_another_site(request):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(answer)


def is_from_another_site(request: HttpRequest) -> bool:
    """Return whether a browser states that the request comes from another site.

    Programs other than browsers state nothing. `Origin` is "null" for forms of our own pages as
    well, since these send no referrer; Sec-Fetch-Site has no such exception.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()

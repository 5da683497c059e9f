"""May this form have been sent from a page of another site?

Readers have no cookie and no session, so a forged request gains nothing that its author could not
send himself, and Django's token, which needs a cookie, would protect nothing. Still no other
site should have its visitors ask for e-mails here: browsers say where a form came from.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def without_cookie(view: View) -> View:
    """Take forms from our own pages and from programs, such as a mailbox's, not from other sites.

    No copy of the answer may be kept, and its address, which may be somebody's key, is told to
    nobody and is not for search engines.
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
    """Return whether the browser says so. Programs say nothing.

    `Origin` is "null" on forms of our own pages too, since these send no referrer; the newer
    header has no such exception.
    """
    where = request.headers.get("Sec-Fetch-Site")
    if where is not None:
        return where not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()

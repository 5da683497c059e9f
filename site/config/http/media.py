"""The views of uploaded pictures: one sends them, one tells nginx whether a client may have one.

nginx sends files itself, after asking; it keeps the answer like that of a page, until something
public changes.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from config.http.caching import allow_shared_caching, up_to_next_due
from newsroom.media.picture_access import Access, access_to
from newsroom.media.picture_files import send_picture

# A reader's own browser may show again what it has shown; others ask.
BROWSER_SECONDS, SHARED_SECONDS = 3_600, 60
YEAR = 31_536_000  # seconds
PRIVATE = "private, no-store"


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Respond with a picture to anyone while a public page shows it, else to a few."""
    access = access_to(path, request=request)
    if access is Access.NOBODY:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    response = send_picture(request, path)
    if response.status_code == 503:
        return response
    response["Cache-Control"] = PRIVATE
    if access is Access.EVERYBODY:
        if settings.WAGTAILFRONTENDCACHE:
            # Our own proxy asks `check` before it sends its copy. Another file has another name.
            response["Cache-Control"] = _public(shared_seconds=0)
            response["X-Accel-Expires"] = str(YEAR)
        else:
            response["Cache-Control"] = _public(shared_seconds=up_to_next_due(SHARED_SECONDS))
    # Partners and social media may embed pictures.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def check(request: HttpRequest, path: str) -> HttpResponse:
    """Answer nginx whether it may send a picture to this client: 204 or 403."""
    access = access_to(path, request=request)
    if access is Access.NOBODY:
        return HttpResponse(status=403, headers={"Cache-Control": "no-store"})
    response = HttpResponse(status=204)
    response["Cache-Control"] = response["X-Picture-Cache-Control"] = PRIVATE
    if access is Access.EVERYBODY:
        allow_shared_caching(response)
        response["X-Picture-Cache-Control"] = _public(shared_seconds=0)
    return response


def _public(*, shared_seconds: int) -> str:
    return f"public, max-age={BROWSER_SECONDS}, s-maxage={shared_seconds}"

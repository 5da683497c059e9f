"""View that serves the embed script to pages of other sites."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.partners.embeds.responses import allow_cross_origin
from newsroom.partners.embeds.scripts import RELEASES, newest, source

EXACT_RELEASE = "public, max-age=31536000, immutable"
# A corrected script spreads within an hour; while the server is down, the old one still works.
NEWEST_RELEASE = "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800"


@require_safe
def script(request: HttpRequest, version: str) -> HttpResponse:
    """Send the newest release of a major version ("1"), or exactly one release ("1.0")."""
    release = version if version in RELEASES else newest(version)
    if not release:
        raise Http404
    response = HttpResponse(source(release), content_type="text/javascript; charset=utf-8")
    is_exact = version == release
    response["Cache-Control"] = EXACT_RELEASE if is_exact else NEWEST_RELEASE
    return allow_cross_origin(response)

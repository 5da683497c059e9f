"""How does the embed's script reach pages of other sites?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.partners.embeds.responses import readable_elsewhere
from newsroom.partners.embeds.scripts import RELEASES, newest, source

YEAR = 31_536_000
# A mended script is everywhere within an hour; while we do not answer, the old one still works.
NEWEST = "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800"


@require_safe
def script(request: HttpRequest, version: str) -> HttpResponse:
    """Send the newest release of a major version ("1"), or exactly one release ("1.0")."""
    release = version if version in RELEASES else newest(version)
    if not release:
        raise Http404
    response = HttpResponse(source(release), content_type="text/javascript; charset=utf-8")
    is_exact = version == release
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_exact else NEWEST
    return readable_elsewhere(response)

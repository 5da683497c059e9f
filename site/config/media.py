"""How do uploaded pictures reach readers?"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve as serve_file

PUBLIC_FOLDERS = ("images/", "original_images/")
YEAR = 31_536_000


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a picture; each lies behind a token, so it never changes. No folder is ever listed."""
    if not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT, show_indexes=False)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""The view of uploaded pictures."""

import errno
import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file

# Documents are in other folders; only newsroom.media.documents serves them, after its checks.
PUBLIC_FOLDERS = ("images/", "original_images/")
YEAR = 31_536_000  # seconds


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Respond with a picture, cacheable for a year: a changed file has another name."""
    # Only normal paths: `images/../documents/x.pdf` begins like a picture but is a document.
    if posixpath.normpath(path) != path or not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    root = str(settings.MEDIA_ROOT)
    try:
        response = serve_file(request, path, document_root=root, show_indexes=False)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from error
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    # Partners and social media may embed pictures.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

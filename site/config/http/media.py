"""How do uploaded pictures reach readers?"""

import errno
import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file

# Documents lie beside these folders. Only newsroom.media.documents sends them, after asking.
PUBLIC_FOLDERS = ("images/", "original_images/")
YEAR = 31_536_000  # seconds


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a picture; each lies behind a token, so it never changes. No folder is ever listed."""
    # Compared with its normal form: `images/../documents/x.pdf` begins like a picture but is none.
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
    # Partners and social media may show our pictures on their own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

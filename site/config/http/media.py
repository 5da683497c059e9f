"""The view of uploaded pictures."""

import errno
import logging
import mimetypes
import posixpath
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from django.views.static import was_modified_since

from newsroom.media.uploads import object_store

if TYPE_CHECKING:
    from newsroom.media.object_store import PrivateS3Storage

logger = logging.getLogger(__name__)

# Documents are in other folders; only newsroom.media.documents serves them, after its checks.
PUBLIC_FOLDERS = ("images/", "original_images/")
YEAR = 31_536_000  # seconds


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Respond with a picture, cacheable for a year: a changed file has another name."""
    # Only normal paths: `images/../documents/x.pdf` begins like a picture but is a document.
    if posixpath.normpath(path) != path or not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    store = object_store()
    response = _from_store(request, path, store=store) if store else _local(request, path)
    if response.status_code == 503:
        return response
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    # Partners and social media may embed pictures.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _local(request: HttpRequest, path: str) -> HttpResponseBase:
    """Respond with a file of the data folder."""
    root = str(settings.MEDIA_ROOT)
    try:
        return serve_file(request, path, document_root=root, show_indexes=False)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from error


def _from_store(request: HttpRequest, path: str, *, store: "PrivateS3Storage") -> HttpResponseBase:
    """Respond with an object of the store, while it arrives; 503 while the store is away."""
    try:
        stored = store.fetch(path)
    except FileNotFoundError as error:
        raise Http404 from error
    except OSError as error:
        logger.warning("A picture cannot be served: %s", error)
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "5"})
    modified = int(stored.modified.timestamp())
    if not was_modified_since(request.headers.get("If-Modified-Since"), modified):
        stored.body.close()
        return HttpResponseNotModified()
    response = StreamingHttpResponse(
        stored.chunks(), content_type=mimetypes.guess_type(path)[0] or "application/octet-stream"
    )
    response["Content-Length"] = str(stored.size)
    response["Last-Modified"] = http_date(modified)
    return response

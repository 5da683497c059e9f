"""Responses with the files of pictures, from the data folder or the object store.

Callers have checked who may have a file.
"""

import errno
import logging
import mimetypes
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
from django.views.static import serve as serve_file
from django.views.static import was_modified_since

from newsroom.media.uploads import object_store

if TYPE_CHECKING:
    from newsroom.media.object_store import PrivateS3Storage

logger = logging.getLogger(__name__)


def send_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Respond with the file at a path below the uploads; 503 while the object store is away."""
    store = object_store()
    return _from_store(request, path, store=store) if store else _local(request, path)


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

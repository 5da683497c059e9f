"""Who may have a picture: everybody while a public page shows it, else a few.

That is decided whenever a file is requested, so publication, expiry, the end of an embargo,
restriction and deletion count at once, with or without the worker. The decision for everybody is
cached in each process for a state of the content.
"""

import posixpath
from contextlib import suppress
from enum import Enum
from functools import lru_cache

from django.http import HttpRequest
from wagtail.models import Site

from newsroom.caching import state_token
from newsroom.media.public_use import used_publicly
from newsroom.media.readers import may_read
from newsroom.media.renditions import images_on_page
from newsroom.models import NewsroomImage, NewsroomRendition
from newsroom.publishing.draft_links import PreviewRefusedError, load_draft

SIZES, ORIGINALS = "images/", "original_images/"
DRAFT = "draft"  # the parameter with the token of a link to a draft


class Access(Enum):
    """Who may have a file."""

    EVERYBODY = "everybody"
    CLIENT = "this client"
    NOBODY = "nobody"


def access_to(path: str, *, request: HttpRequest) -> Access:
    """Return who may have the file at a path below `/media/`.

    One query for a public picture that was requested since the last change.
    """
    # Only normal paths: `images/../documents/x.pdf` begins like a picture but is a document.
    if posixpath.normpath(path) != path or not path.startswith((SIZES, ORIGINALS)):
        return Access.NOBODY
    if _is_public(state_token.current().token, path):
        return Access.EVERYBODY
    image = picture_at(path)
    if image is None:
        return Access.NOBODY
    if may_read(image, request=request) or _is_in_draft(image, request=request):
        return Access.CLIENT
    return Access.NOBODY


def picture_at(path: str) -> NewsroomImage | None:
    """Return the picture whose file, or size, is at the path. One query."""
    if path.startswith(ORIGINALS):
        return NewsroomImage.objects.filter(file=path).first()
    rendition = NewsroomRendition.objects.filter(file=path).select_related("image").first()
    return rendition.image if rendition else None


def is_public(image: NewsroomImage) -> bool:
    """Return whether a public page, or the settings of an office, show the picture."""
    return used_publicly(NewsroomImage.objects.filter(pk=image.pk)).exists()


@lru_cache(maxsize=20_000)
def _is_public(_state: str, path: str) -> bool:
    """Return whether everybody may have the file, in a state of the content."""
    image = picture_at(path)
    return image is not None and is_public(image)


def _is_in_draft(image: NewsroomImage, *, request: HttpRequest) -> bool:
    """Return whether the address has the token of a link to a draft that shows the picture."""
    token, site = request.GET.get(DRAFT, ""), Site.find_for_request(request)
    if not token or site is None:
        return False
    with suppress(PreviewRefusedError):
        draft = load_draft(token, site_id=site.pk)
        return any(shown.pk == image.pk for shown in images_on_page(draft))
    return False

"""The page that a journalist's link opens: a statement with a banner that names the embargo."""

import re
from contextlib import suppress
from typing import TypeVar

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from newsroom.languages.configured import language_codes
from newsroom.media.documents import send_document_of
from newsroom.media.picture_access import SIZES, is_public, picture_at
from newsroom.media.picture_files import send_picture
from newsroom.media.renditions import images_on_page
from newsroom.publishing.embargo_links import (
    LinkRefusedError,
    OpenedLink,
    load_link,
    record_opening,
    version_shown,
)
from newsroom.publishing.embargoes import pages_of_embargo
from newsroom.translation.locales import language_of

Response = TypeVar("Response", bound=HttpResponseBase)
# In `src` and `srcset`, but not in addresses with a host.
_PICTURE = re.compile(rf"(?<=[\"\s]){re.escape(settings.MEDIA_URL + SIZES)}")


@require_safe
def open_embargo_link(request: HttpRequest, token: str, language: str = "") -> HttpResponse:
    """Show the embargoed statement in its own or the other language; after the end, its address."""
    site = Site.find_for_request(request)
    try:
        if site is None:
            raise LinkRefusedError
        opened = load_link(token, site_id=site.pk)
        page = _in_language(opened.page, language)
    except LinkRefusedError:
        context = {"languages": language_codes()}
        return _private(render(request, "newsroom/embargo_refused.html", context, status=404))
    if opened.until is None:
        return _private(HttpResponseRedirect(page.get_url(request) or "/"))
    if request.method == "GET":
        record_opening(opened.link)
    return _private(_render(page, request=request, opened=opened, token=token))


@require_safe
def embargoed_document(
    request: HttpRequest, token: str, document: str, filename: str
) -> HttpResponse:
    """Return a document of the statement that a journalist's link shows, in any language."""
    site = Site.find_for_request(request)
    try:
        if site is None:
            raise LinkRefusedError
        opened = load_link(token, site_id=site.pk)
    except LinkRefusedError as error:
        raise Http404 from error
    for page in pages_of_embargo(opened.page):
        if page.alias_of_id is None:
            with suppress(Http404):
                return _private(
                    send_document_of(
                        version_shown(page), request=request, token=document, filename=filename
                    )
                )
    raise Http404


@require_safe
def embargoed_picture(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """Return a picture of the statement that a journalist's link shows, in any language."""
    site = Site.find_for_request(request)
    try:
        if site is None:
            raise LinkRefusedError
        opened = load_link(token, site_id=site.pk)
    except LinkRefusedError as error:
        raise Http404 from error
    image = picture_at(path) if path.startswith(SIZES) else None
    if image is None:
        raise Http404
    own = (page for page in pages_of_embargo(opened.page) if page.alias_of_id is None)
    shown = {each.pk for page in own for each in images_on_page(version_shown(page))}
    # The page also shows what is public: the office's logo and other statements.
    if image.pk not in shown and not is_public(image):
        raise Http404
    return _private(send_picture(request, path))


def _in_language(page: Page, language: str) -> Page:
    """Return the page itself, or that of its translations in `language`."""
    if not language or language == language_of(page):
        return page
    for other in pages_of_embargo(page):
        if other.alias_of_id is None and language_of(other) == language:
            return other
    raise LinkRefusedError


def _render(page: Page, *, request: HttpRequest, opened: OpenedLink, token: str) -> HttpResponse:
    shown = version_shown(page)
    code = language_of(page)
    for other in pages_of_embargo(page):
        if other.alias_of_id is None and other.pk != page.pk:
            # Where the language switch leads.
            shown.__dict__["_newsroom_other_language_url"] = reverse(
                "newsroom_embargo_language", args=[token, language_of(other)]
            )
    with translation.override(code):
        response = shown.serve(request)
        response.context_data["embargo"] = {
            "until": opened.until,
            "name": opened.link.name,
            "languages": language_codes(),
        }
        response.render()
    # Documents and pictures are private, so they are sent under the link.
    below = reverse("newsroom_embargo", args=[token])
    text = response.content.decode().replace('href="/documents/', f'href="{below}documents/')
    text = _PICTURE.sub(lambda _: f"{below}media/{SIZES}", text)
    response.content = text.encode()
    response["Content-Language"] = code
    return response


def _private(response: Response) -> Response:
    """Forbid storing, indexing, and telling other sites the address."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response

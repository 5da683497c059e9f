"""oEmbed 1.0 provider (oembed.com): the card of the statement at a URL.

Drafts, withdrawn statements, URLs of other sites and invalid URLs get the same response.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.models import ArticlePage
from newsroom.partners.api.conditional import json_response
from newsroom.partners.api.problems import Problem, problem_response
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.references import load_images
from newsroom.partners.api.sites import PublicSite, site_directory
from newsroom.partners.embeds.lookup import statement_at_url
from newsroom.partners.embeds.markup import CARD_WIDTH, card_frame
from newsroom.partners.embeds.responses import allow_cross_origin
from newsroom.translation.locales import language_of

MISSING = "There is no public statement at this address."
CACHE_AGE = 300  # seconds for which a consumer may cache the response
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def provider(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Decorate the provider: errors become problems, and any page may read the response."""

    @require_safe
    @wraps(view)
    def respond(request: HttpRequest) -> HttpResponse:
        try:
            count_request(request, partner=None)
            response = view(request)
        except Problem as problem:
            response = problem_response(problem)
        return allow_cross_origin(response)

    return respond


@provider
def oembed(request: HttpRequest) -> HttpResponse:
    """Return the card of the statement at `url`. Parameters unknown to oEmbed are ignored."""
    url, to_response = request.GET.get("url", "").strip(), _format(request)
    if not url:
        raise Problem(400, detail="Say which page: ?url=…", parameter="url")
    max_width, max_height = _pixels(request, "maxwidth"), _pixels(request, "maxheight")
    page = statement_at_url(url, request=request)
    site = site_directory(request).site_of(page) if page is not None else None
    if page is None or site is None:
        raise Problem(404, detail=MISSING)
    return to_response(_document(page, site=site, max_width=max_width, max_height=max_height))


def _format(request: HttpRequest) -> Callable[[dict[str, object]], HttpResponse]:
    formats: dict[str, Callable[[dict[str, object]], HttpResponse]] = {
        "": json_response,
        "json": json_response,
        "xml": _xml,
    }
    name = request.GET.get("format", "").lower()
    if name not in formats:
        raise Problem(501, detail="The formats here are json and xml.", parameter="format")
    return formats[name]


def _pixels(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text)):
        raise Problem(400, detail="Give a number of pixels.", parameter=name)
    return int(text)


def _document(
    page: ArticlePage, *, site: PublicSite, max_width: int | None, max_height: int | None
) -> dict[str, object]:
    language = language_of(page)
    root = site.roots[language]
    picture = _thumbnail(page, site=site)
    frame = card_frame(page, root_url=site.root_url)
    width = min(CARD_WIDTH, max_width or CARD_WIDTH)
    frame = replace(frame, width=str(width), height=min(frame.height, max_height or frame.height))
    return {
        "version": "1.0",
        "type": "rich",
        "title": page.title,
        "author_name": root.title,
        "author_url": site.root_url + root.html_path,
        "provider_name": root.title,
        "provider_url": site.root_url + "/",
        "cache_age": CACHE_AGE,
        "html": str(frame.html),
        "width": width,
        "height": frame.height,
        **picture,
    }


def _thumbnail(page: ArticlePage, *, site: PublicSite) -> dict[str, object]:
    if not page.lead_image_id:
        return {}
    picture = load_images({page.lead_image_id}, root_url=site.root_url).get(page.lead_image_id)
    if picture is None:
        return {}
    return {
        "thumbnail_url": picture["url"],
        "thumbnail_width": picture["width"],
        "thumbnail_height": picture["height"],
    }


def _xml(document: dict[str, object]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in document.items():
        ElementTree.SubElement(root, name).text = NOT_IN_XML.sub("", str(value))
    body = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    body += ElementTree.tostring(root, encoding="utf-8", xml_declaration=False)
    return HttpResponse(body, status=HTTPStatus.OK, content_type="text/xml; charset=utf-8")

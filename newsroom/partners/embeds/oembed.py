"""What does a site get that asks how to show one of our addresses? (oEmbed 1.0, oembed.com)

Drafts, withdrawn statements, other people's addresses and nonsense get the same answer.
"""

import re
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.models import ArticlePage
from newsroom.partners.api.conditional import json_response
from newsroom.partners.api.problems import Problem, problem_response
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.references import images
from newsroom.partners.api.sites import Place, places_for
from newsroom.partners.embeds.cards import CARD_WIDTH, card_frame
from newsroom.partners.embeds.lookup import statement_named
from newsroom.partners.embeds.responses import View, readable_elsewhere
from newsroom.translation.locales import language_of

MISSING = "There is no public statement at this address."
KEPT = 300  # seconds that whoever asks may keep the answer
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answered(view: View) -> View:
    """Decorate the provider: what is wrong becomes a problem, and any page may read it."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            count_request(request, partner=None)
            response = view(request)
        except Problem as problem:
            response = problem_response(problem)
        return readable_elsewhere(response)

    return answer


@answered
def oembed(request: HttpRequest) -> HttpResponse:
    """Return the card of the statement at `url`. Other parameters than oEmbed's are passed over."""
    address, write = request.GET.get("url", "").strip(), _format(request)
    if not address:
        raise Problem(400, detail="Say which page: ?url=…", parameter="url")
    most = {name: _pixels(request, name) for name in ("maxwidth", "maxheight")}
    page = statement_named(address, request=request)
    place = places_for(request).of(page) if page is not None else None
    if page is None or place is None:
        raise Problem(404, detail=MISSING)
    return write(_document(page, place=place, most=most))


def _format(request: HttpRequest) -> Any:
    formats = {"": json_response, "json": json_response, "xml": _xml}
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


def _document(page: ArticlePage, *, place: Place, most: dict[str, int | None]) -> dict[str, Any]:
    language = language_of(page)
    root = place.roots[language]
    picture = _thumbnail(page, place=place)
    frame = card_frame(page, root_url=place.root_url)
    width = min(CARD_WIDTH, most["maxwidth"] or CARD_WIDTH)
    frame = replace(
        frame, width=str(width), height=min(frame.height, most["maxheight"] or frame.height)
    )
    return {
        "version": "1.0",
        "type": "rich",
        "title": page.title,
        "author_name": root.title,
        "author_url": place.root_url + root.html_path,
        "provider_name": root.title,
        "provider_url": place.root_url + "/",
        "cache_age": KEPT,
        "html": str(frame.html),
        "width": width,
        "height": frame.height,
        **picture,
    }


def _thumbnail(page: ArticlePage, *, place: Place) -> dict[str, Any]:
    if not page.lead_image_id:
        return {}
    picture = images({page.lead_image_id}, root_url=place.root_url).get(page.lead_image_id)
    if picture is None:
        return {}
    return {
        "thumbnail_url": picture["url"],
        "thumbnail_width": picture["width"],
        "thumbnail_height": picture["height"],
    }


def _xml(document: dict[str, Any]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in document.items():
        ElementTree.SubElement(root, name).text = NOT_IN_XML.sub("", str(value))
    body = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    body += ElementTree.tostring(root, encoding="utf-8", xml_declaration=False)
    return HttpResponse(body, status=HTTPStatus.OK, content_type="text/xml; charset=utf-8")

"""Endpoint of the change feed, `/changes/`."""

import hashlib
import logging
from datetime import datetime
from typing import Literal

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.models import Site

from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import json_response
from newsroom.partners.api.pagination import Envelope, next_url
from newsroom.partners.api.parameters import invalid_parameter, refuse_unknown
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.schemas import Language, example
from newsroom.partners.changes import feed, sequencing
from newsroom.partners.changes.documents import change_document

logger = logging.getLogger(__name__)
router = Router(tags=["Changes"], auth=PartnerAuth(scope="changes"))
DEFAULT_LIMIT = 100
MAX_LIMIT = 500
EXPIRED = "The feed was begun anew. Empty your copy and ask without a cursor."


class ChangeParameters(Schema):
    """Which changes."""

    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: Language | None = Field(None, description="Only statements of this language.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many at once.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")
    start: Literal["beginning", "now"] = Field(
        "beginning",
        description="Where to begin without a cursor: `now` gives no change, only a `next` after "
        "all that were told so far.",
    )


class ChangeDocument(Schema):
    """One change. It never holds words of a statement; fetch `statement` for them."""

    type: Literal["published", "edited", "corrected", "moved", "withdrawn", "deleted"] = Field(
        description="Treat the first four alike: fetch and keep. The others: delete your copy."
    )
    id: int = Field(description="The statement's number.")
    language: str = Field(description="Its language, `en` or `cy`.")
    translation_key: str = Field(description="The same for both languages of a statement.")
    url: str = Field(description="The address of its page; of one that is gone, the last.")
    previous_url: str | None = Field(description="The address before, where it moved.")
    statement: str | None = Field(description="Where to fetch it; null for one that is gone.")
    at: datetime = Field(description="When the change was noticed.")


class Changes(Envelope[ChangeDocument]):
    """Some changes in their order. Here `next` is never null: keep it, and ask there again."""

    model_config = example(
        {
            "items": [
                {
                    "type": "moved",
                    "id": 42,
                    "language": "en",
                    "translation_key": "0f9b7a0e-5d0f-4a53-8f59-9c7f1c1f2d11",
                    "url": "https://www.example.wales/news/last-bus/",
                    "previous_url": "https://www.example.wales/news/bus/",
                    "statement": "https://www.example.wales/api/v1/statements/42/",
                    "at": "2026-11-22T09:30:00.123000+00:00",
                }
            ],
            "next": "https://www.example.wales/api/v1/changes/?cursor=…",
            "has_more": False,
        }
    )

    has_more: bool = Field(description="Whether to ask `next` at once, or after a while.")


@router.get("/", response={200: Changes, 304: None}, operation_id="list_changes")
def changes(request: HttpRequest, parameters: Query[ChangeParameters]) -> HttpResponse:
    """List what happened to the statements, oldest first, each change once for each cursor.

    Whoever applies all changes in their order holds exactly what is public. Changes of one
    statement within seconds may be told as one. Long ago superseded changes are left out.
    A cursor never grows too old; it is answered by 410 only after the feed was begun anew.
    """
    refuse_unknown(request, known=ChangeParameters)
    site = _site(request, hostname=parameters.site)
    _number_waiting_changes()
    page = _read(parameters, site=site)
    path = request.get_full_path()
    parts = (page.cursor, site.root_url, request.scheme, request.get_host(), path)
    etag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = json_response(
            {
                "items": [
                    change_document(change, root_url=site.root_url) for change in page.changes
                ],
                "next": _next(request, cursor=page.cursor),
                "has_more": page.has_more,
            }
        )
    response["ETag"] = etag
    # A withdrawal must be read without delay; asking again costs a 304.
    response["Cache-Control"] = "public, no-cache"
    return response


def _next(request: HttpRequest, *, cursor: str) -> str:
    return next_url(request, cursor=cursor, without=["start"])


def _number_waiting_changes() -> None:
    """Number the waiting changes; when the database is busy, leave them to the worker."""
    try:
        sequencing.sequence(seconds=sequencing.SECONDS_IN_A_REQUEST)
    except DatabaseError as error:
        logger.warning("changes could not be numbered while reading: %s", error)


def _read(parameters: ChangeParameters, *, site: Site) -> feed.FeedPage:
    if parameters.cursor and parameters.start == "now":
        raise invalid_parameter("start", detail="With a cursor, the feed goes on from there.")
    feed_filter = feed.FeedFilter(site_id=site.pk, language=parameters.language or "")
    try:
        return feed.read(
            feed_filter,
            cursor=parameters.cursor,
            limit=parameters.limit,
            latest=parameters.start == "now",
        )
    except feed.InvalidCursorError as error:
        detail = "This cursor does not belong to this list. Follow `next` as it is given."
        raise invalid_parameter("cursor", detail=detail) from error
    except feed.ExpiredCursorError as error:
        raise Problem(410, detail=EXPIRED, parameter="cursor") from error


def _site(request: HttpRequest, *, hostname: str) -> Site:
    if not hostname:
        site = Site.find_for_request(request)
        if site is None:
            raise Problem(404, detail="There is no site at this host.")
        return site
    name, _, port = hostname.lower().partition(":")
    sites = Site.objects.filter(hostname__iexact=name).order_by("-is_default_site", "port")
    if port:
        sites = sites.filter(port=int(port) if port.isdecimal() and len(port) < 6 else 0)
    site = sites.first()
    if site is None:
        raise invalid_parameter(
            "site", detail=f"There is no site “{hostname}” here; /sites/ lists all."
        )
    return site

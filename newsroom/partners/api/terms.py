"""Endpoints of categories and topics, `/categories/` and `/topics/`."""

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from newsroom.models.terms import Term
from newsroom.partners.api import schemas
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import DocumentWithHeaders, conditional
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import (
    CursorValue,
    Envelope,
    decode_cursor,
    encode_cursor,
    envelope,
)
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.sites import PublicSite, TermKind, requested_site, site_directory
from newsroom.translation.locales import language_of

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
PLURALS: dict[TermKind, str] = {"category": "categories", "topic": "topics"}
categories_router = Router(tags=["Categories and topics"], auth=PartnerAuth())
topics_router = Router(tags=["Categories and topics"], auth=PartnerAuth())


class TermParameters(Schema):
    """What a list of categories or topics may be asked for."""

    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: schemas.Language | None = Field(None, description="Only words of this language.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


@categories_router.get("/", response=Envelope[schemas.Term], operation_id="list_categories")
@conditional(known=TermParameters)
def categories(request: HttpRequest, parameters: Query[TermParameters]) -> dict[str, object]:
    """List the categories of a site in the editors' order, each once for each language."""
    return _term_list("category", parameters, request=request)


@categories_router.get("/{int:id}/", response=schemas.Term, operation_id="get_category")
@conditional()
def category(request: HttpRequest, id: Path[int]) -> dict[str, object]:
    """Return one category."""
    return _term_response("category", id, request=request)


@topics_router.get("/", response=Envelope[schemas.Term], operation_id="list_topics")
@conditional(known=TermParameters)
def topics(request: HttpRequest, parameters: Query[TermParameters]) -> dict[str, object]:
    """List the topics of a site by name, each once for each language."""
    return _term_list("topic", parameters, request=request)


@topics_router.get("/{int:id}/", response=schemas.Term, operation_id="get_topic")
@conditional()
def topic(request: HttpRequest, id: Path[int]) -> dict[str, object]:
    """Return one topic."""
    return _term_response("topic", id, request=request)


def term_document(term: Term, *, site: PublicSite, kind: TermKind) -> dict[str, object]:
    """Return the document of a category or topic."""
    path = site.term_path(term)
    return {
        "id": term.pk,
        "language": language_of(term),
        "slug": term.slug,
        "name": term.name,
        "description": term.description,
        "url": site.root_url + path if path else "",
        "html_path": path,
        "translations": [
            {
                "language": language_of(row),
                "id": row.pk,
                "url": site.root_url + site.term_path(row) if site.term_path(row) else "",
                "api_url": f"{site.root_url}{API_PATH}/{PLURALS[kind]}/{row.pk}/",
            }
            for row in site.translations(term)
        ],
    }


def _term_list(
    kind: TermKind, parameters: TermParameters, *, request: HttpRequest
) -> dict[str, object]:
    site = requested_site(request, hostname=parameters.site)
    rows = [row for row in site.terms(kind) if parameters.language in (None, language_of(row))]
    rows.sort(key=_sort_key)
    if parameters.cursor:
        after = decode_cursor(parameters.cursor, kind=kind)
        rows = [row for row in rows if _sort_key(row) > after]
    page = rows[: parameters.limit]
    return envelope(
        [term_document(row, site=site, kind=kind) for row in page],
        request=request,
        cursor=encode_cursor(_sort_key(page[-1]), kind=kind) if len(rows) > len(page) else "",
    )


def _sort_key(term: Term) -> list[CursorValue]:
    return [getattr(term, "order", 0), term.name, term.pk]


def _term_response(kind: TermKind, number: int, *, request: HttpRequest) -> dict[str, object]:
    for site in site_directory(request).sites:
        for row in site.terms(kind):
            if row.pk == number:
                document = term_document(row, site=site, kind=kind)
                return DocumentWithHeaders(document, headers={"Content-Language": language_of(row)})
    raise Problem(404, detail=f"There is no such {kind} here.")

"""Under which words can partners find statements: categories and topics?"""

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from newsroom.models.terms import Term
from newsroom.partners.api import schemas
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import Answer, conditional
from newsroom.partners.api.documents import API_PATH
from newsroom.partners.api.pagination import Envelope, decode_cursor, encode_cursor, envelope
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.sites import Place, place_for, places_for
from newsroom.translation.locales import language_of

LIMIT = 100
MOST = 500
PLURALS = {"category": "categories", "topic": "topics"}
categories_router = Router(tags=["Categories and topics"], auth=PartnerAuth())
topics_router = Router(tags=["Categories and topics"], auth=PartnerAuth())


class TermParameters(Schema):
    """What a list of categories or topics may be asked for."""

    site: str = Field("", description="Host name of a site in /sites/; default: this host's.")
    language: schemas.Language | None = Field(None, description="Only words of this language.")
    limit: int = Field(LIMIT, ge=1, le=MOST, description="How many on a page.")
    cursor: str = Field("", description="Where to go on: from `next`, never made up.")


@categories_router.get("/", response=Envelope[schemas.Term], operation_id="list_categories")
@conditional(known=TermParameters)
def categories(request: HttpRequest, parameters: Query[TermParameters]) -> dict:
    """List the categories of a site in the editors' order, each once for each language."""
    return _listed("category", parameters, request=request)


@categories_router.get("/{int:id}/", response=schemas.Term, operation_id="get_category")
@conditional()
def category(request: HttpRequest, id: Path[int]) -> dict:
    """Return one category."""
    return _one("category", id, request=request)


@topics_router.get("/", response=Envelope[schemas.Term], operation_id="list_topics")
@conditional(known=TermParameters)
def topics(request: HttpRequest, parameters: Query[TermParameters]) -> dict:
    """List the topics of a site by name, each once for each language."""
    return _listed("topic", parameters, request=request)


@topics_router.get("/{int:id}/", response=schemas.Term, operation_id="get_topic")
@conditional()
def topic(request: HttpRequest, id: Path[int]) -> dict:
    """Return one topic."""
    return _one("topic", id, request=request)


def term_document(term: Term, *, place: Place, kind: str) -> dict:
    """Return a category or topic as partners get it."""
    path = place.term_path(term)
    return {
        "id": term.pk,
        "language": language_of(term),
        "slug": term.slug,
        "name": term.name,
        "description": term.description,
        "url": place.root_url + path if path else "",
        "html_path": path,
        "translations": [
            {
                "language": language_of(row),
                "id": row.pk,
                "url": place.root_url + place.term_path(row) if place.term_path(row) else "",
                "api_url": f"{place.root_url}{API_PATH}/{PLURALS[kind]}/{row.pk}/",
            }
            for row in place.translations(term)
        ],
    }


def _listed(kind: str, parameters: TermParameters, *, request: HttpRequest) -> dict:
    place = place_for(request, site=parameters.site)
    rows = [row for row in place.terms(kind) if parameters.language in (None, language_of(row))]
    rows.sort(key=_order)
    if parameters.cursor:
        after = decode_cursor(parameters.cursor, kind=kind)
        rows = [row for row in rows if _order(row) > after]
    shown = rows[: parameters.limit]
    return envelope(
        [term_document(row, place=place, kind=kind) for row in shown],
        request=request,
        cursor=encode_cursor(_order(shown[-1]), kind=kind) if len(rows) > len(shown) else "",
    )


def _order(term: Term) -> list:
    return [getattr(term, "order", 0), term.name, term.pk]


def _one(kind: str, number: int, *, request: HttpRequest) -> dict:
    for place in places_for(request).rows:
        for row in place.terms(kind):
            if row.pk == number:
                document = term_document(row, place=place, kind=kind)
                return Answer(document, headers={"Content-Language": language_of(row)})
    raise Problem(404, detail=f"There is no such {kind} here.")

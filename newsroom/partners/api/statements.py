"""Endpoints of statements, `/statements/`."""

import json

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.models import Withdrawal
from newsroom.models.pages import ArticleQuerySet
from newsroom.partners.api.authentication import PartnerAuth
from newsroom.partners.api.conditional import EncodedJSON, conditional
from newsroom.partners.api.document_cache import encoded_statements
from newsroom.partners.api.lookup import public_statements, site_and_path, statement_at
from newsroom.partners.api.pagination import Envelope, next_url
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.rows import fetch_rows
from newsroom.partners.api.schemas import FIELDS, WITHOUT_BODY, Language, Statement
from newsroom.partners.api.statement_queries import (
    StatementFields,
    StatementParameters,
    requested_fields,
    statement_rows,
)
from newsroom.publishing.withdrawals import normalise_path
from newsroom.translation.locales import language_of

router = Router(tags=["Statements"], auth=PartnerAuth())
MISSING = "There is no public statement here."
GONE = "The statement that was at this address has been withdrawn."


class AddressParameters(StatementFields):
    """Which statement, by its address on the site."""

    address: str = Field(
        description="The address of a statement's page, with or without scheme and host; an "
        "earlier address of it does too.",
        examples=["https://www.example.wales/news/last-bus/"],
    )


class CitationParameters(StatementFields):
    """Which language of a cited statement."""

    language: Language | None = Field(
        None, description="Default: the one that was published first. Else the other comes."
    )


@router.get("/", response=Envelope[Statement], operation_id="list_statements")
@conditional(known=StatementParameters)
def statements(request: HttpRequest, parameters: Query[StatementParameters]) -> EncodedJSON:
    """List public statements, newest first.

    A page holds as many as `limit` says; follow `next` until it is null. Statements that are
    published meanwhile neither repeat nor hide others.
    """
    fields = requested_fields(parameters.fields, default=WITHOUT_BODY)
    page = statement_rows(parameters, request=request, with_body="body" in fields)
    rows = encoded_statements(page.statements, request, fields=fields)
    following = next_url(request, cursor=page.next_cursor) if page.next_cursor else None
    return EncodedJSON(f'{{"items":[{",".join(rows)}],"next":{json.dumps(following)}}}')


@router.get("/by-address/", response=Statement, operation_id="find_statement_by_address")
@conditional(known=AddressParameters)
def by_address(request: HttpRequest, parameters: Query[AddressParameters]) -> EncodedJSON:
    """Return the statement whose page is at an address; 410 where it has been withdrawn."""
    fields = requested_fields(parameters.fields, default=FIELDS)
    site, path = site_and_path(parameters.address, request=request)
    page = statement_at(site, path)
    if page is None:
        if Withdrawal.objects.filter(site_id=site.id, path=normalise_path(path)).exists():
            raise Problem(410, detail=GONE)
        raise Problem(404, detail=MISSING)
    return _statement_response(
        public_statements().filter(pk=page.pk), request=request, fields=fields
    )


@router.get(
    "/by-citation/{citation}/", response=Statement, operation_id="find_statement_by_citation"
)
@conditional(known=CitationParameters)
def by_citation(
    request: HttpRequest, citation: Path[str], parameters: Query[CitationParameters]
) -> EncodedJSON:
    """Return the statement with a permanent citation, the last part of its `citation_url`."""
    fields = requested_fields(parameters.fields, default=FIELDS)
    page = preferred_statement(
        statements_for_citation(citation), language=parameters.language or ""
    )
    if page is None:
        raise Problem(404, detail=MISSING)
    return _statement_response(
        public_statements().filter(pk=page.pk), request=request, fields=fields
    )


@router.get("/{int:id}/", response=Statement, operation_id="get_statement")
@conditional(known=StatementFields)
def statement(
    request: HttpRequest, id: Path[int], parameters: Query[StatementFields]
) -> EncodedJSON:
    """Return one statement."""
    fields = requested_fields(parameters.fields, default=FIELDS)
    return _statement_response(
        public_statements().filter(pk=_database_id(id)), request=request, fields=fields
    )


def _statement_response(
    statements: ArticleQuerySet, *, request: HttpRequest, fields: tuple[str, ...]
) -> EncodedJSON:
    rows = fetch_rows(statements[:1], with_body="body" in fields)
    texts = encoded_statements(rows, request, fields=fields)
    if not texts:
        raise Problem(404, detail=MISSING)
    return EncodedJSON(texts[0], headers={"Content-Language": language_of(rows[0])})


def _database_id(number: int) -> int:
    """Return the number, or 0 (no row's id) for one that exceeds the database's integers."""
    return number if number < 2**62 else 0

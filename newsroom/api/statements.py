"""Which statements may partners read, one by one and in lists?"""

from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field
from wagtail.contrib.redirects.models import Redirect

from newsroom.api.authentication import PartnerAuth
from newsroom.api.conditional import Answer, conditional
from newsroom.api.documents import statement_document, statement_documents
from newsroom.api.envelope import Envelope, envelope
from newsroom.api.parameters import wrong
from newsroom.api.places import Place, place_for, places_for
from newsroom.api.problems import Problem
from newsroom.api.schemas import FIELDS, WITHOUT_BODY, Language, Statement
from newsroom.api.statement_queries import (
    StatementFields,
    StatementParameters,
    fields_of,
    statements_page,
)
from newsroom.citations import cited, preferred
from newsroom.locales import language_of
from newsroom.models import ArticlePage, Withdrawal
from newsroom.withdrawing import normalised

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
def statements(request: HttpRequest, parameters: Query[StatementParameters]) -> dict:
    """List public statements, newest first.

    A page holds as many as `limit` says; follow `next` until it is null. Statements that are
    published meanwhile neither repeat nor hide others.
    """
    fields = fields_of(parameters.fields, default=WITHOUT_BODY)
    page = statements_page(parameters, request=request, with_body="body" in fields)
    rows = statement_documents(page.statements, request, fields=fields)
    return envelope(rows, request=request, cursor=page.next_cursor)


@router.get("/by-address/", response=Statement, operation_id="find_statement_by_address")
@conditional(known=AddressParameters)
def by_address(request: HttpRequest, parameters: Query[AddressParameters]) -> dict:
    """Return the statement whose page is at an address; 410 where it has been withdrawn."""
    fields = fields_of(parameters.fields, default=FIELDS)
    place, path = _place_and_path(parameters.address, request=request)
    page = _at(place, path) or _redirected(place, path)
    if page is None:
        if Withdrawal.objects.filter(site_id=place.id, path=normalised(path)).exists():
            raise Problem(410, detail=GONE)
        raise Problem(404, detail=MISSING)
    return _one(page, request=request, fields=fields)


@router.get(
    "/by-citation/{citation}/", response=Statement, operation_id="find_statement_by_citation"
)
@conditional(known=CitationParameters)
def by_citation(
    request: HttpRequest, citation: Path[str], parameters: Query[CitationParameters]
) -> dict:
    """Return the statement with a permanent citation, the last part of its `citation_url`."""
    fields = fields_of(parameters.fields, default=FIELDS)
    page = preferred(cited(citation), language=parameters.language or "")
    if page is None:
        raise Problem(404, detail=MISSING)
    return _one(page, request=request, fields=fields)


@router.get("/{int:id}/", response=Statement, operation_id="get_statement")
@conditional(known=StatementFields)
def statement(request: HttpRequest, id: Path[int], parameters: Query[StatementFields]) -> dict:
    """Return one statement."""
    fields = fields_of(parameters.fields, default=FIELDS)
    page = _public().filter(pk=_small(id)).first()
    if page is None:
        raise Problem(404, detail=MISSING)
    return _one(page, request=request, fields=fields)


def _one(page: ArticlePage, *, request: HttpRequest, fields: tuple[str, ...]) -> dict:
    if places_for(request).of(page) is None:
        raise Problem(404, detail=MISSING)
    document = statement_document(page, request, fields=fields)
    return Answer(document, headers={"Content-Language": language_of(page)})


def _public() -> QuerySet[ArticlePage]:
    return ArticlePage.objects.public_now()


def _small(number: int) -> int:
    """Return the number, or one that no row has: databases refuse what is longer than theirs."""
    return number if number < 2**62 else 0


def _place_and_path(address: str, *, request: HttpRequest) -> tuple[Place, str]:
    parts = urlsplit(address.strip())
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    if parts.scheme not in ("", "http", "https"):
        raise wrong("address", detail="Give a web address, or its part from the first slash on.")
    if not parts.netloc:
        return place_for(request), path
    for place in places_for(request).rows:
        if parts.netloc.lower() in (place.hostname, place.root_url.partition("://")[2]):
            return place, path
    raise Problem(404, detail="The address is not one of a site here.")


def _at(place: Place, path: str) -> ArticlePage | None:
    """Return the public statement at a path. Both languages may begin with the same slash."""
    for root in sorted(place.roots.values(), key=lambda root: -len(root.html_path)):
        if path.startswith(root.html_path):
            url_path = root.url_path + normalised(path[len(root.html_path) :]).lstrip("/")
            page = _public().filter(url_path=url_path, locale__language_code=root.language).first()
            if page is not None:
                return page
    return None


def _redirected(place: Place, path: str) -> ArticlePage | None:
    """Return the public statement to which an earlier address leads."""
    redirect = (
        Redirect.get_for_site(place.id)
        .filter(old_path=Redirect.normalise_path(path), redirect_page__isnull=False)
        .first()
    )
    if redirect is None:
        return None
    return _public().filter(pk=redirect.redirect_page_id).first()

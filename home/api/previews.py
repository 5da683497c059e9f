"""Endpoint of drafts for outside front ends, opened by a signed token: `/preview/`."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase
from pydantic import Field

from home.api.page_documents import KINDS
from home.api.page_documents import draft_document as page_draft
from home.api.schemas import SitePage
from newsroom.caching import state_token
from newsroom.media.picture_access import DRAFT, SIZES
from newsroom.models import ArticlePage
from newsroom.partners.api.conditional import DocumentWithHeaders, json_response
from newsroom.partners.api.documents import draft_document as statement_draft
from newsroom.partners.api.parameters import refuse_unknown
from newsroom.partners.api.problems import Problem, problem_response
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.request_state import set_content_state, set_rate_limit
from newsroom.partners.api.schemas import Statement
from newsroom.partners.api.sites import requested_site
from newsroom.publishing.draft_links import PreviewRefusedError, load_draft
from newsroom.translation.locales import language_of

REFUSED = "This link opens no draft, or no longer. Open the preview anew in the editor."
_PICTURE = re.compile(rf"{re.escape(settings.MEDIA_URL + SIZES)}[\w./-]+")
# For every response, including errors: not cached, not indexed, not sent as a referrer.
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


class PreviewAuth(AuthBase):
    """Counts the request. The view reads the token, which may also be a parameter."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "PreviewToken"

    def __call__(self, request: HttpRequest) -> str:
        """Count the request, so that guessing tokens is limited; raises a problem (429)."""
        set_rate_limit(request, count_request(request, partner=None))
        return "preview"


router = Router(tags=["Preview"], auth=PreviewAuth())


class PreviewParameters(Schema):
    """Which draft."""

    token: str = Field(
        "",
        description="What the link to your front end bore as `token`. Better send it as "
        "`Authorization: Bearer …`: addresses end up in logs.",
    )


@router.get("/", response=Statement | SitePage, operation_id="get_preview")
def preview(request: HttpRequest, parameters: Query[PreviewParameters]) -> HttpResponse:
    """Return the draft that a link opens, in the shape of `/statements/{id}/` or `/pages/{id}/`.

    Every token that opens nothing gets the same 401: wrong, expired, revoked, of another site.
    """
    try:
        refuse_unknown(request, known=PreviewParameters)
        response = json_response(_document(request, token=_token(request) or parameters.token))
    except Problem as problem:
        response = problem_response(problem)
    for name, value in HEADERS.items():
        response[name] = value
    return response


@sensitive_variables("token")
def _document(request: HttpRequest, *, token: str) -> DocumentWithHeaders:
    set_content_state(request, state_token.current())
    site = requested_site(request)
    try:
        draft = load_draft(token, site_id=site.id)
    except PreviewRefusedError as error:
        raise _refusal() from error
    document = None
    if isinstance(draft, ArticlePage):
        document = statement_draft(draft, request)
    elif type(draft) in KINDS and site.contains(draft):
        document = page_draft(draft, request, site=site)
    if document is None:
        raise _refusal()
    document = _with_readable_pictures(document, token=token)
    return DocumentWithHeaders(document, headers={"Content-Language": language_of(draft)})


def _with_readable_pictures(value: Any, *, token: str) -> Any:
    """Return the document with the token in the addresses of pictures, which are private."""
    if isinstance(value, dict):
        return {key: _with_readable_pictures(each, token=token) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_readable_pictures(each, token=token) for each in value]
    if isinstance(value, str):
        return _PICTURE.sub(lambda found: f"{found[0]}?{DRAFT}={token}", value)
    return value


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _refusal() -> Problem:
    fields = {"WWW-Authenticate": 'Bearer realm="previews"'}
    return Problem(401, detail=REFUSED, headers=fields)

"""What does an outside front end get for a signed link to a draft?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase
from pydantic import Field

from home.api.page_documents import KINDS
from home.api.page_documents import draft_document as page_draft
from home.api.schemas import SitePage
from newsroom.models import ArticlePage
from newsroom.partners.api.conditional import Answer, json_response
from newsroom.partners.api.documents import draft_document as statement_draft
from newsroom.partners.api.parameters import refuse_unknown
from newsroom.partners.api.problems import Problem, problem_response
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.schemas import Statement
from newsroom.partners.api.sites import place_for
from newsroom.publishing import state_token
from newsroom.publishing.draft_links import PreviewRefusedError, load_draft

REFUSED = "This link opens no draft, or no longer. Open the preview anew in the editor."
# On every answer, also on refusals: neither kept, nor indexed, nor told to the next page.
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


class PreviewAuth(AuthBase):
    """Counts the request. The token itself may also come as a parameter, so the view reads it."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "PreviewToken"

    def __call__(self, request: HttpRequest) -> str:
        """Set `request.standing`; raises a problem (429). Guessing is counted like reading."""
        request.standing = count_request(request, partner=None)
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
def _document(request: HttpRequest, *, token: str) -> dict:
    request.content_state = state_token.current()
    place = place_for(request)
    try:
        draft = load_draft(token, site_id=place.id)
    except PreviewRefusedError as error:
        raise _refused() from error
    document = None
    if isinstance(draft, ArticlePage):
        document = statement_draft(draft, request)
    elif type(draft) in KINDS and place.holds(draft):
        document = page_draft(draft, request, place=place)
    if document is None:
        raise _refused()
    return Answer(document, headers={"Content-Language": document["language"]})


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _refused() -> Problem:
    fields = {"WWW-Authenticate": 'Bearer realm="previews"'}
    return Problem(401, detail=REFUSED, headers=fields)

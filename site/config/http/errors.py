"""The handler of server errors."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

from config.observability.request_record import current_id
from home.pages.furniture import known_furniture
from newsroom.partners.api.problems import Problem, problem_response

API_PREFIX = "/api/"
RETRY_SECONDS = "10"
# The location of nginx that answers with its stored response (`docker/nginx/locations.conf`).
STORED_LOCATION = "@stored"


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database does not answer a reader, and 500 otherwise.

    The page is in the language of the address, and rendered without database and context.
    """
    error = sys.exception()
    reads = request.method in ("GET", "HEAD") and not request.path.startswith("/admin/")
    if isinstance(error, OperationalError | InterfaceError) or (
        reads and isinstance(error, DatabaseError)
    ):
        return _unavailable(request)
    return _error(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail="The fault is ours.")


def _unavailable(request: HttpRequest) -> HttpResponse:
    detail = "The database does not answer now."
    response = _error(request, HTTPStatus.SERVICE_UNAVAILABLE, detail=detail)
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = "no-store"
    if settings.WAGTAILFRONTENDCACHE and _is_for_anyone(request):
        response["X-Accel-Redirect"] = STORED_LOCATION
    return response


def _with_number(detail: str) -> str:
    number = current_id()
    return f"{detail} The request was {number}." if number else detail


def _is_for_anyone(request: HttpRequest) -> bool:
    """Return whether the proxy in front may answer the request with what it has stored."""
    return (
        request.method in ("GET", "HEAD")
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _error(request: HttpRequest, status: HTTPStatus, *, detail: str) -> HttpResponse:
    """Return the page of the status, or, with the detail, the problem that the API answers."""
    if request.path.startswith(API_PREFIX):
        return problem_response(Problem(status, detail=_with_number(detail)))
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        context = {
            "request_id": current_id(),
            "furniture": known_furniture(request, language=language),
        }
        text = loader.get_template(f"{status.value}.html").render(context)
    return HttpResponse(text, status=status)

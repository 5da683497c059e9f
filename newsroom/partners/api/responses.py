"""Features of every API response: CORS, caching and rate limit fields, and one error format.

The error format also covers the responses that Django or ninja would generate themselves.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from newsroom.partners.api.deprecation import deprecation_of
from newsroom.partners.api.parameters import problem_from_validation
from newsroom.partners.api.problems import MEDIA_TYPE, Problem, problem_response
from newsroom.partners.api.request_state import rate_limit_headers

EXPOSED_HEADERS = (
    "ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After, Link, Deprecation, Sunset"
)
METHODS = "GET, HEAD, OPTIONS"


def add_handlers(api: NinjaAPI) -> None:
    """Make the API answer its own errors with problems."""

    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return problem_response(error)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem_response(problem_from_validation(error))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_response(Problem(error.status_code, detail=str(error)))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_response(Problem(404, detail="Nothing public is here."))


def with_common_headers(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorate a view of the API: OPTIONS, HEAD, 405 and the common header fields."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Allow"] = METHODS
        else:
            method = request.method
            if method == "HEAD":
                request.method = "GET"  # ninja does not route HEAD; the web server drops the body
            response = view(request, *args, **kwargs)
            request.method = method
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "The API can only be read."
            response = problem_response(Problem(405, detail=detail, headers={"Allow": METHODS}))
        for name, value in _common_headers(request).items():
            response.setdefault(name, value)
        patch_vary_headers(response, ["Authorization"])
        return response

    return respond


def not_found(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Return the problem (404) of a path that is not part of the API."""
    detail = "There is no such address in this API; /api/v1/openapi.json lists all."
    return problem_response(Problem(404, detail=detail))


def _common_headers(request: HttpRequest) -> dict[str, str]:
    fields = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.method == "OPTIONS":
        fields["Access-Control-Allow-Methods"] = METHODS
        fields["Access-Control-Allow-Headers"] = "Authorization, If-None-Match, If-Modified-Since"
        fields["Access-Control-Max-Age"] = "86400"
    if (deprecation := deprecation_of(request.path)) is not None:
        fields |= deprecation.headers
    return {**fields, **rate_limit_headers(request)}


__all__ = ["MEDIA_TYPE", "add_handlers", "not_found", "with_common_headers"]

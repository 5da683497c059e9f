"""What has every answer of the API in common, whoever wrote it?

Header fields for browsers on other sites and for caches, the client's standing, and one shape of
error, also where Django or ninja would have answered by themselves.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from newsroom.partners.api.deprecation import deprecation_of
from newsroom.partners.api.parameters import from_validation
from newsroom.partners.api.problems import MEDIA_TYPE, Problem, problem_response

EXPOSED = "ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After, Link, Deprecation, Sunset"
METHODS = "GET, HEAD, OPTIONS"
SHARED = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"


def add_handlers(api: NinjaAPI) -> None:
    """Have the API write every error of its own as a problem."""

    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return problem_response(error)

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem_response(from_validation(error))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_response(Problem(error.status_code, detail=str(error)))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_response(Problem(404, detail="Nothing public is here."))


def finished(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view so that its answers have what all have in common."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Allow"] = METHODS
        else:
            method = request.method
            if method == "HEAD":
                request.method = "GET"  # ninja knows no HEAD; the web server drops the body
            response = view(request, *args, **kwargs)
            request.method = method
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            detail = "The API can only be read."
            response = problem_response(Problem(405, detail=detail, headers={"Allow": METHODS}))
        for name, value in _common(request).items():
            response.setdefault(name, value)
        if response.status_code in (200, 304) and request.method != "OPTIONS":
            response.setdefault("Cache-Control", SHARED)
        patch_vary_headers(response, ["Authorization"])
        return response

    return answer


def not_found(request: HttpRequest, **kwargs) -> HttpResponse:
    """Answer an address below the API that is none of its own."""
    detail = "There is no such address in this API; /api/v1/openapi.json lists all."
    return problem_response(Problem(404, detail=detail))


def _common(request: HttpRequest) -> dict[str, str]:
    fields = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": EXPOSED,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.method == "OPTIONS":
        fields["Access-Control-Allow-Methods"] = METHODS
        fields["Access-Control-Allow-Headers"] = "Authorization, If-None-Match, If-Modified-Since"
        fields["Access-Control-Max-Age"] = "86400"
    if (ending := deprecation_of(request.path)) is not None:
        fields |= ending.headers
    standing = getattr(request, "standing", None)
    return {**fields, **(standing.headers if standing else {})}


__all__ = ["MEDIA_TYPE", "add_handlers", "finished", "not_found"]

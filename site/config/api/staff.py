"""Access to Wagtail's own API, which the operator may mount for staff.

Wagtail's API is a preview that may change with any release, and it treats an invalid token as no
token. Here every response, including its OpenAPI document, requires a valid token of a user who may
use the admin, and no response may be cached.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api

from newsroom.partners.api.problems import Problem, problem_response
from newsroom.partners.api.rate_limits import count_request

PREFIX = "api/preview/v3/"
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that requires a token of a user who may use the admin."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            _require_staff_token(request)
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem_response(problem)
        for name, value in HEADERS.items():
            response[name] = value
        patch_vary_headers(response, ["Authorization"])
        return response

    return respond


def _require_staff_token(request: HttpRequest) -> None:
    token = BearerTokenAuth()(request)
    if token is None:
        count_request(request, partner=None)  # so that guessing tokens is limited
        raise Problem(
            401,
            detail="A valid token of somebody of the office is needed here.",
            headers={"WWW-Authenticate": 'Bearer realm="staff"'},
        )
    if not token.user.has_perm("wagtailadmin.access_admin"):
        raise Problem(403, detail="The token's user may not use the admin.")


def patterns() -> list[URLPattern]:
    """Return the URL patterns of Wagtail's API, each restricted to staff."""
    all_patterns: list[URLPattern] = api.urls[0]
    for pattern in all_patterns:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = staff_only(pattern.callback)
    return all_patterns


urlpatterns = [path(PREFIX, (patterns(), "wagtailapi_v3", "wagtailapi_v3"))]

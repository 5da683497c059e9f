"""Who may use Wagtail's own API, where the operator has mounted it?

It is a preview that may change with any release of Wagtail, and by itself it takes a wrong token
for no token. Here nobody gets an answer without a valid token of somebody who may use the admin,
not even its description, and nothing may keep an answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

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
    """Wrap a view so that only tokens of the admin's users get an answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _refuse_strangers(request)
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem_response(problem)
        for name, value in HEADERS.items():
            response[name] = value
        patch_vary_headers(response, ["Authorization"])
        return response

    return answer


def _refuse_strangers(request: HttpRequest) -> None:
    token = BearerTokenAuth()(request)
    if token is None:
        count_request(request, partner=None)  # guessing tokens is not free
        raise Problem(
            401,
            detail="A valid token of somebody of the office is needed here.",
            headers={"WWW-Authenticate": 'Bearer realm="staff"'},
        )
    if not token.user.has_perm("wagtailadmin.access_admin"):
        raise Problem(403, detail="The token's user may not use the admin.")


def patterns() -> list[URLPattern]:
    """Return the addresses of the API, each behind the same door."""
    found, _application, _namespace = api.urls
    for pattern in found:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = staff_only(pattern.callback)
    return found


urlpatterns = [path(PREFIX, (patterns(), "wagtailapi_v3", "wagtailapi_v3"))]

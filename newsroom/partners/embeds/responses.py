"""Decorators and helpers for views whose responses are used by pages of other sites."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from newsroom.partners.api.problems import Problem
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.request_state import ensure_content_state
from newsroom.partners.api.sites import PublicSite, requested_site

View = Callable[..., HttpResponseBase]
# Changes to the site's own policy: any page may embed the frame, the frame itself may load less.
FRAME_POLICY = {
    "frame-ancestors": ["*"],
    "connect-src": [NONE],
    "frame-src": [NONE],
    "form-action": [NONE],
}


def allow_cross_origin(response: HttpResponse) -> HttpResponse:
    """Allow pages of other sites to load and read this response, which is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def frame_view(view: View) -> View:
    """Decorate a view that is shown in a frame on other sites.

    Errors are shown inside the frame too, because a browser shows nothing for a refused frame.
    """

    @require_safe
    @xframe_options_exempt
    @csp_replace(FRAME_POLICY)
    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            count_request(request, partner=None)
            response = view(request, *args, **kwargs)
        except Problem as problem:
            message = _problem_message(problem)
            response = error_page(request, status=problem.status, sentences=[message])
            for name, value in problem.headers.items():
                response[name] = value
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return respond


def error_page(request: HttpRequest, *, status: int, sentences: list[str]) -> HttpResponse:
    """Return the page that shows error messages inside the frame."""
    context = {"sentences": sentences, "theme": "light"}
    response = render(request, "newsroom/embeds/trouble.html", context, status=status)
    if status not in (404, 410):
        response["Cache-Control"] = "no-store"
    return response


def site_of_request(request: HttpRequest) -> PublicSite:
    """Return the site of the request's host at the current state of the content."""
    ensure_content_state(request)
    return requested_site(request)


def _problem_message(problem: Problem) -> str:
    if problem.status == 429:
        return _("Too many requests came from here. Please try again in a minute.")
    return _("There is nothing public here.")

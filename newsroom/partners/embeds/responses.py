"""What has every answer to another site's page in common?"""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from newsroom.partners.api.problems import Problem
from newsroom.partners.api.rate_limits import count_request
from newsroom.partners.api.sites import Place, place_for
from newsroom.publishing import state_token

View = Callable[..., HttpResponse]
# The strict policy of all pages, save that any page may hold the frame; stricter elsewhere.
FRAME_POLICY = {
    "frame-ancestors": ["*"],
    "connect-src": [NONE],
    "frame-src": [NONE],
    "form-action": [NONE],
}


def readable_elsewhere(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites load and read this answer; it is the same for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def framed(view: View) -> View:
    """Decorate a view whose page stands in a frame on other sites.

    Also what is wrong or missing is said inside the frame: a refused frame says nothing at all.
    """

    @require_safe
    @xframe_options_exempt
    @csp_replace(FRAME_POLICY)
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            count_request(request, partner=None)
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = trouble(request, status=problem.status, sentences=[_problem_words(problem)])
            for name, value in problem.headers.items():
                response[name] = value
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def trouble(request: HttpRequest, *, status: int, sentences: list[str]) -> HttpResponse:
    """Return the small page that says what is wrong."""
    context = {"sentences": sentences, "theme": "light"}
    response = render(request, "newsroom/embeds/trouble.html", context, status=status)
    if status not in (404, 410):
        response["Cache-Control"] = "no-store"
    return response


def place_of(request: HttpRequest) -> Place:
    """Return the site at the request's host, as of the present state of the content."""
    if not hasattr(request, "content_state"):
        request.content_state = state_token.current()
    return place_for(request)


def _problem_words(problem: Problem) -> str:
    if problem.status == 429:
        return _("Too many requests came from here. Please try again in a minute.")
    return _("There is nothing public here.")

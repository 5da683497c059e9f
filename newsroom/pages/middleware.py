"""Middleware that routes public pages, and that answers at addresses without a page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.views import serve

from newsroom.pages.missing import answer_elsewhere
from newsroom.pages.routing import route_page


class PageRoutingMiddleware:
    """Routes addresses of pages through the home page that is read once per state.

    Wagtail's view uses the route that it finds on the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple, kwargs: Mapping[str, Any]
    ) -> None:
        """Find the page of the address."""
        if view is serve:
            route_page(request, path=kwargs["path"] if "path" in kwargs else args[0])


class MissingPageMiddleware:
    """Answers a 404 of a view with a redirect, or with 410 where a page was withdrawn.

    `newsroom.pages.missing.page_not_found` does so before a 404 page is rendered. What remains here
    are views that return a 404 themselves, and development, where Django renders its own page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404:
            return answer_elsewhere(request) or response
        return response

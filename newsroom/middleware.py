"""What does an address answer that once held a statement?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class GoneMiddleware:
    """Answers 410 instead of 404 where a public page was withdrawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

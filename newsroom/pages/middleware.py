"""Middleware that answers 410 Gone at addresses of withdrawn pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Site

from newsroom.models import Withdrawal
from newsroom.publishing.withdrawals import normalise_path


class GoneMiddleware:
    """Answers 410 instead of 404 where a public page was withdrawn.

    It must be listed before the redirect middleware, because a page that has moved is not gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and _is_gone(request):
            return render(request, "410.html", status=410)
        return response


def _is_gone(request: HttpRequest) -> bool:
    if getattr(request, "newsroom_page_expired", False):
        return True  # expired, but not yet recorded by the worker
    if "\0" in request.path:
        return False  # PostgreSQL rejects queries with a null character
    site = Site.find_for_request(request)
    return (
        site is not None
        and Withdrawal.objects.filter(site=site, path=normalise_path(request.path)).exists()
    )

"""Passwords of restricted pages and documents, whose wrong ones are limited."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.documents.views import serve as document_views
from wagtail.views import authenticate_with_password as wagtail_page_password

from home.signin.limits import PAGE_PASSWORDS, network_of


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a client's attempts after many wrong passwords."""

    @wraps(view)
    def check(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        network = network_of(request)
        if request.method == "POST" and PAGE_PASSWORDS.is_used_up(network):
            return render(request, "too_many_passwords.html", status=429)
        response = view(request, *args, **kwargs)
        # The form is shown again where the password is wrong; otherwise the client is sent on.
        if request.method == "POST" and response.status_code == 200:
            PAGE_PASSWORDS.take(network)
        return response

    return check


authenticate_for_page = limited(wagtail_page_password)
authenticate_for_document = limited(document_views.authenticate_with_password)

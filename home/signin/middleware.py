"""Middleware that ends old sessions, and admits nobody without a required second factor."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.admin.auth import reject_request

from home.signin.factors import NOBODY, has_factor, is_required_for
from home.signin.session_times import FACTOR, is_over, record_use

ADMIN_PREFIX = "/admin/"
# Open without the second factor: what is needed for setting it up, and for leaving.
OPEN_VIEWS = {
    *("wagtailadmin_login", "wagtailadmin_logout"),
    *("wagtailadmin_javascript_catalog", "wagtailadmin_sprite"),
    *("signin_code", "signin_app", "signin_codes", "signin_confirm"),
    "signin_passkey",
}
# An open editor sends these by itself: they are no sign that somebody is there.
UNATTENDED = "wagtailadmin_editing_sessions"


class SignInMiddleware:
    """Applies the limits of sessions and the second factor to every request with a session.

    In the admin a person is sent on. Elsewhere, as on restricted pages, they are nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not request.path.startswith(ADMIN_PREFIX):
            user = request.user
            request.user = SimpleLazyObject(  # type: ignore[assignment]
                lambda: user if _is_admitted(request, user) else AnonymousUser()
            )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: Mapping
    ) -> HttpResponseBase | None:
        """Return a redirect for a person of the admin who is not admitted, None otherwise."""
        match = request.resolver_match
        if not request.path.startswith(ADMIN_PREFIX) or not request.user.is_authenticated:
            return None
        if is_over(request.session):
            logout(request)
            messages.info(request, _("Your session has ended. Please log in again."))
            is_login = match is not None and match.view_name == "wagtailadmin_login"
            return None if is_login else reject_request(request)
        if match is not None and UNATTENDED not in match.namespaces:
            record_use(request)
        if (match and match.view_name in OPEN_VIEWS) or not _lacks_factor(request, request.user):
            return None
        if has_factor(request.user):  # logged in without it
            logout(request)
            return reject_request(request)
        return HttpResponseRedirect(reverse("signin_app"))


def _is_admitted(request: HttpRequest, user: AbstractUser) -> bool:
    return user.is_authenticated and not (is_over(request.session) or _lacks_factor(request, user))


def _lacks_factor(request: HttpRequest, user: AbstractUser) -> bool:
    """Return whether the person needs a second factor and has not shown one in this session."""
    return (
        settings.SECOND_FACTOR != NOBODY and FACTOR not in request.session and is_required_for(user)
    )

"""Middleware for language, security headers and cache headers."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from config.http.caching import (
    INDEX_VIEWS,
    allow_shared_caching,
    is_private,
    up_to_next_due,
)
from config.http.proxy_purge import purge_changed
from newsroom.caching.page_store import ERROR_SECONDS
from newsroom.faults.parts import recording

logger = logging.getLogger(__name__)

ADMIN_PREFIX = "/admin/"


class PathLanguageMiddleware(LocaleMiddleware):
    """Activates the language of the address only, so responses do not vary by Accept-Language."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response = super().process_response(request, response)
        names = [
            name
            for name in response.get("Vary", "").split(", ")
            if name and name.lower() != "accept-language"
        ]
        if names:
            response["Vary"] = ", ".join(names)
        elif response.has_header("Vary"):
            del response["Vary"]
        return response


class AdminLanguageMiddleware:
    """Activates in the admin the language of the profile; before log-in that of the browser.

    What is chosen on the log-in page is stored in a cookie until then. Wagtail activates the
    profile's language only inside its views, not for refused requests.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ADMIN_PREFIX):
            return self.get_response(request)
        chosen = _chosen_language(request)
        language = chosen or _preferred_language(request)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                path=ADMIN_PREFIX,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _chosen_language(request: HttpRequest) -> str:
    """Return the language of a link on the log-in page, "" without one and after log-in."""
    chosen = request.GET.get("language", "")
    is_known = chosen in dict(settings.LANGUAGES)
    return chosen if is_known and not request.user.is_authenticated else ""


def _preferred_language(request: HttpRequest) -> str:
    """Return the user's preferred language, "" for the installation's."""
    user = request.user
    if not user.is_authenticated:
        return translation.get_language_from_request(request)
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.preferred_language if profile else ""


class SecurityHeadersMiddleware(CSPMiddleware):
    """Sets a strict content security policy, and a looser one for Wagtail's admin.

    The pages of the admin that are open to everybody, such as the log-in, get a strict one too.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # Other sites may not embed our pages; pictures override this.
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN_PREFIX):
            has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
            response._csp_replace = (  # type: ignore[attr-defined]  # django-csp's own hook
                settings.ADMIN_CONTENT_SECURITY_POLICY
                if has_session
                else settings.LOGIN_CONTENT_SECURITY_POLICY
            )
        return super().process_response(request, response)


class ProxyPurgeMiddleware:
    """Purges the proxy's cache after a request that may have changed something.

    The proxy then has new content before the editor is answered. The worker purges what changes
    without a request, and what fails here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.WAGTAILFRONTENDCACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            try:
                purge_changed()
            except (DatabaseError, OSError):
                logger.exception("The proxy's cache could not be purged; the worker tries again")
        return response


class CacheHeadersMiddleware:
    """Allows caching of public responses for a minute, and forbids it for personal ones.

    A public response that lacks a part which failed is stored for seconds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with recording() as left_out:
            response = self.get_response(request)
        if left_out:
            # Stored for seconds only, and never taken for the page when the part is there again.
            response.lacks_parts = True  # type: ignore[attr-defined]  # read by the page store
            del response["ETag"]
            del response["Last-Modified"]
            if not is_private(response):
                seconds = up_to_next_due(ERROR_SECONDS)
                response["Cache-Control"] = f"public, max-age={seconds}"
        if _is_personal(request, response):
            # Overrides the view: a response to an identified client is never public.
            del response["Cache-Control"]
            patch_cache_control(response, private=True, no_store=True)
        elif response.has_header("Cache-Control") or request.method not in ("GET", "HEAD"):
            pass
        elif response.status_code in (404, 410):
            # A statement may soon be published at this address.
            patch_cache_control(response, public=True, max_age=10)
        elif response.status_code in (200, 301, 302, 304):
            view = request.resolver_match.url_name if request.resolver_match else None
            allow_shared_caching(response, follows_index=view in INDEX_VIEWS)
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the response is for one client: session, key, cookie or admin."""
    if response.streaming and request.path.startswith(settings.MEDIA_URL):
        return False  # pictures are the same for everyone, signed in or not
    return bool(
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "Authorization" in request.headers
        or response.cookies
        or request.path.startswith(ADMIN_PREFIX)
    )

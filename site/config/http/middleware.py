"""Which headers does every answer carry, and in which language is it?"""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from config.http.caching import let_caches_keep

ADMIN_PREFIX = "/admin/"


class PathLanguageMiddleware(LocaleMiddleware):
    """The address alone decides the language, so caches need not split by Accept-Language."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response = super().process_response(request, response)
        kept = [
            name
            for name in response.get("Vary", "").split(", ")
            if name and name.lower() != "accept-language"
        ]
        if kept:
            response["Vary"] = ", ".join(kept)
        elif response.has_header("Vary"):
            del response["Vary"]
        return response


class AdminLanguageMiddleware:
    """In the admin the person decides: by the profile, and before logging in by the browser.

    Wagtail looks at the profile too, but only inside its views: not for its refusals.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ADMIN_PREFIX):
            language = _language_of_person(request)
            if language:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)


def _language_of_person(request: HttpRequest) -> str:
    """Return what the person asks for, "" where the installation's language stays."""
    user = request.user
    if not user.is_authenticated:
        return translation.get_language_from_request(request)
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.preferred_language if profile else ""


class SecurityHeadersMiddleware(CSPMiddleware):
    """Strict policy for the public; the editor's own, looser one for Wagtail's admin."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # Others may not read our pages from theirs; pictures say otherwise for themselves.
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]  # django-csp's own hook
        return super().process_response(request, response)


class CacheHeadersMiddleware:
    """Public answers may be cached for a minute; whatever has a session may not be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_personal(request, response):
            # Whatever the view said: an answer to somebody known is never for everybody.
            del response["Cache-Control"]
            patch_cache_control(response, private=True, no_store=True)
        elif response.has_header("Cache-Control") or request.method not in ("GET", "HEAD"):
            pass
        elif response.status_code in (404, 410):
            # A statement may be published at this address a minute from now.
            patch_cache_control(response, public=True, max_age=10)
        elif response.status_code in (200, 301, 302, 304):
            let_caches_keep(response)
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the answer belongs to one person: a session, a key, a cookie, the admin."""
    if response.streaming and request.path.startswith(settings.MEDIA_URL):
        return False  # pictures are the same for everyone, signed in or not
    return bool(
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "Authorization" in request.headers
        or response.cookies
        or request.path.startswith(ADMIN_PREFIX)
    )

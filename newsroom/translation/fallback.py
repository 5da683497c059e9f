"""Response at an address whose page exists in the other language only.

The reader gets the text in the language that exists, within the site interface of the requested
language, and marked as untranslated. Where a translation is public, the reader is redirected to it.
"""

import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from newsroom.caching.request_state import once_per_state
from newsroom.models.presentation import Presenter
from newsroom.translation.counterparts import (
    counterpart,
    fallback_url,
    is_untranslated,
    text_language,
)
from newsroom.visibility import is_public


class UntranslatedFallback(Presenter):
    """Presenter that looks below the counterpart before it answers 404."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as usual, else as the counterpart would."""
        try:
            return super().route(request, path_components)
        except Http404:
            if not path_components:
                raise
        return self.route_in_other_language(request, path_components)

    def route_in_other_language(
        self, request: HttpRequest, path_components: list[str]
    ) -> RouteResult:
        """Route as the counterpart would; raises `Http404`."""
        if getattr(request, "_newsroom_in_fallback", False):
            raise Http404
        found = self._route_in_other_language(request, path_components)
        if found is None:
            raise Http404
        return found

    def serve(
        self, request: HttpRequest, *args: Any, redirect_to: str = "", **kwargs: Any
    ) -> HttpResponse:
        """Serve as usual, or redirect to the address that `route` found."""
        if redirect_to:
            return HttpResponseRedirect(redirect_to)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `content_language`, and `untranslated`: whether the interface's language differs."""
        context = super().get_context(request, *args, **kwargs)
        context["content_language"] = text_language(self.page)
        context["untranslated"] = is_untranslated(self.page)
        return context

    def _route_in_other_language(
        self, request: HttpRequest, path_components: list[str]
    ) -> RouteResult | None:
        origin = counterpart(self.page)
        if origin is None:
            return None
        specific = once_per_state(
            request, ("specific page", origin.pk), lambda: _shareable(origin.specific)
        )
        request._newsroom_in_fallback = True
        try:
            result = copy.copy(specific).route(request, path_components)
        except Http404:
            return None
        finally:
            request._newsroom_in_fallback = False
        if not is_public(result.page):
            return None
        return _answer(self.page, result=result, request=request)


def _shareable(page: Page) -> Page:
    """Return the page with its counterpart, as requests of one state may share it."""
    counterpart(page)
    return page


def _answer(page: Page, *, result: RouteResult, request: HttpRequest) -> RouteResult | None:
    """Show the page that was found, or redirect to the address of its translation."""
    found, _args, kwargs = result
    translated_address = getattr(Presenter.for_page(found), "translated_address", None)
    if translated_address is not None:
        address = translated_address(request, **kwargs)
    else:
        translated = counterpart(found)
        address = (
            translated.get_url(request) if translated else fallback_url(found, request)
        ) or ""
    if not address:
        return None
    if address == request.path:
        return result
    if request.GET:
        address = f"{address}?{request.GET.urlencode()}"
    return RouteResult(page, kwargs={"redirect_to": address})

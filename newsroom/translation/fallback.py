"""What does a reader get at an address whose page exists in the other language only?

The words in the language that there is, with the furniture of the reader's own, never as if they
were translated. Where a translation is public, its own address instead.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from newsroom.translation.counterparts import counterpart, fallback_url, is_untranslated
from newsroom.translation.locales import language_of
from newsroom.visibility import is_public


class UntranslatedFallbackMixin:
    """For home, index and standard pages: look below the counterpart before answering 404."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as usual, then as the other language's page would."""
        try:
            return super().route(request, path_components)
        except Http404:
            if not path_components or getattr(request, "_newsroom_in_fallback", False):
                raise
            found = self._route_in_other_language(request, path_components)
            if found is None:
                raise
            return found

    def serve(self, request: HttpRequest, *args, redirect_to: str = "", **kwargs) -> HttpResponse:
        """Serve as usual, or send the reader to the address that `route` found."""
        if redirect_to:
            return HttpResponseRedirect(redirect_to)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Add the language of the words, and whether it differs from the furniture's."""
        context = super().get_context(request, *args, **kwargs)
        context["content_language"] = language_of(self)
        context["untranslated"] = is_untranslated(self)
        return context

    def _route_in_other_language(
        self, request: HttpRequest, path_components: list[str]
    ) -> RouteResult | None:
        origin = counterpart(self)
        if origin is None:
            return None
        request._newsroom_in_fallback = True
        try:
            result = origin.specific.route(request, path_components)
        except Http404:
            return None
        finally:
            request._newsroom_in_fallback = False
        if not is_public(result.page):
            return None
        return _answer(self, result=result, request=request)


def _answer(page: Page, *, result: RouteResult, request: HttpRequest) -> RouteResult | None:
    """Show the page that was found, or redirect to the better address for it."""
    found, _args, kwargs = result
    translated_address = getattr(found, "translated_address", None)
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

"""The page of a news index: lists by category, topic and year, their feeds, and the feeds page."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from newsroom.addresses.feed_links import all_feeds
from newsroom.addresses.indexes import index_address
from newsroom.addresses.routes import Destination, resolve
from newsroom.addresses.terms import load_terms
from newsroom.feeds import responses
from newsroom.feeds.corrections import corrections_feed
from newsroom.models import ArticlePage, NewsIndexPage
from newsroom.models.presentation import presents
from newsroom.pages import corrections, listing
from newsroom.pages.nearby import child_by_slug
from newsroom.pages.public_page import PublicPagePresenter
from newsroom.translation.counterparts import counterpart
from newsroom.translation.fallback import UntranslatedFallback
from newsroom.translation.locales import language_of
from newsroom.visibility import dates_allow

LIST_TEMPLATE = "newsroom/news_index_page.html"
CORRECTIONS_TEMPLATE = "newsroom/corrections_page.html"
FEEDS_TEMPLATE = "newsroom/feeds_page.html"


@presents(NewsIndexPage)
class NewsIndexPresenter(UntranslatedFallback, PublicPagePresenter):
    """Routes and answers of a news index and of the addresses below it."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route lists and feeds to the index, a statement to itself, the rest as Wagtail does."""
        if path_components:
            destination = resolve(path_components, language=language_of(self.page))
            if destination is not None:
                if not (self.page.live and dates_allow(self.page)):
                    raise Http404
                return RouteResult(self.page, kwargs={"destination": destination})
            if len(path_components) == 1:
                found = child_by_slug(self.page, path_components[0])
                # A statement that is not public here may be shown in the other language.
                with suppress(Http404):
                    if found is not None:
                        return self._routed(found, request=request)
                return self.route_in_other_language(request, path_components)
        return super().route(request, path_components)

    def _routed(self, statement: ArticlePage, *, request: HttpRequest) -> RouteResult:
        """Return the route of a statement with its terms; raises `Http404`."""
        statement._cached_parent_obj = self.page
        result = statement.route(request, [])
        load_terms([statement], request=request)
        return result

    def serve(
        self,
        request: HttpRequest,
        *args: Any,
        destination: Destination | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Return a feed or a page."""
        if destination is not None and destination.feed and destination.is_corrections:
            return corrections_feed(self.page, request=request)
        if destination is not None and destination.feed:
            return responses.feed_response(self.page, request=request, destination=destination)
        if destination is not None:
            kwargs["destination"] = destination
        return super().serve(request, *args, **kwargs)

    def get_template(
        self,
        request: HttpRequest,
        *args: Any,
        destination: Destination | None = None,
        **kwargs: Any,
    ) -> str:
        """Return the template of the list, of the feeds page or of the corrections."""
        if destination is not None and destination.is_feeds_page:
            return FEEDS_TEMPLATE
        if destination is not None and destination.is_corrections:
            return CORRECTIONS_TEMPLATE
        return LIST_TEMPLATE

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        destination: Destination | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Add `listing`; `feeds` on the feeds page; `register` on the page of corrections."""
        context = super().get_context(request, *args, **kwargs)
        destination = destination or Destination()
        if destination.is_feeds_page:
            context["feeds"] = all_feeds(self.page, request=request)
            translated = self.translated_address(request, destination=destination)
        elif destination.is_corrections:
            context["register"] = corrections.build(self.page, request=request)
            translated = self.translated_address(request, destination=destination)
        else:
            context["listing"] = listing.build(self.page, request=request, destination=destination)
            translated = context["listing"].other_language_url
        self.page.__dict__["_newsroom_other_language_url"] = translated
        context["destination"] = destination
        return context

    def translated_address(
        self, request: HttpRequest, *, destination: Destination | None = None
    ) -> str:
        """Return the address of the same list or feed in the other language, else of its index."""
        other: Page | None = counterpart(self.page)
        if other is None:
            return ""
        return index_address(
            other,
            request=request,
            destination=listing.translated_destination(
                destination or Destination(), index=self.page
            ),
        )

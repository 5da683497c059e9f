"""What does a news index answer at its own address and at those below it?"""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.url_routing import RouteResult

from newsroom.addresses.routes import Destination, resolve
from newsroom.translation.counterparts import counterpart
from newsroom.translation.locales import language_of
from newsroom.visibility import dates_allow

LIST_TEMPLATE = "newsroom/news_index_page.html"
FEEDS_TEMPLATE = "newsroom/feeds_page.html"


class IndexViewsMixin:
    """Lists by category, topic and year, their feeds, and the page that names all feeds."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Send lists and feeds to this page, everything else the usual way."""
        if path_components:
            destination = resolve(path_components, language=language_of(self))
            if destination is not None:
                if not (self.live and dates_allow(self)):
                    raise Http404
                return RouteResult(self, kwargs={"destination": destination})
            if len(path_components) == 1:
                found = self._statement(path_components[0])
                if found is not None:
                    # What is not public here may have to be shown in the other language.
                    with suppress(Http404):
                        return found.route(request, [])
        return super().route(request, path_components)

    def _statement(self, slug: str):
        """Return the statement with all that its page shows, in a few queries instead of many."""
        from newsroom.models import ArticlePage

        statement = (
            ArticlePage.objects.child_of(self)
            .filter(slug=slug)
            .select_related("locale", "lead_image")
            .prefetch_related("categories", "article_topics__topic", "lead_image__renditions")
            .first()
        )
        if statement is not None:
            statement._cached_parent_obj = self
        return statement

    def serve(
        self,
        request: HttpRequest,
        *args,
        destination: Destination | None = None,
        **kwargs,
    ) -> HttpResponse:
        """Answer with a feed, or with a page."""
        from newsroom.feeds import responses

        if destination is not None and destination.feed:
            return responses.respond(self, request=request, destination=destination)
        if destination is not None:
            kwargs["destination"] = destination
        return super().serve(request, *args, **kwargs)

    def get_template(
        self, request: HttpRequest, *args, destination: Destination | None = None, **kwargs
    ) -> str:
        """Return the template of the list or of the feeds page."""
        if destination is not None and destination.is_feeds_page:
            return FEEDS_TEMPLATE
        return LIST_TEMPLATE

    def get_context(
        self, request: HttpRequest, *args, destination: Destination | None = None, **kwargs
    ) -> dict:
        """Add `listing`, or `feeds` on the page that names them."""
        from newsroom.addresses.feed_links import all_feeds
        from newsroom.pages import listing

        context = super().get_context(request, *args, **kwargs)
        destination = destination or Destination()
        if destination.is_feeds_page:
            context["feeds"] = all_feeds(self, request=request)
            translated = self.translated_address(request, destination=destination)
        else:
            context["listing"] = listing.build(self, request=request, destination=destination)
            translated = context["listing"].other_language_url
        self.__dict__["_newsroom_other_language_url"] = translated
        context["destination"] = destination
        return context

    def translated_address(
        self, request: HttpRequest, *, destination: Destination | None = None
    ) -> str:
        """Return the address of the same list or feed in the other language, else of its index."""
        from newsroom.addresses.indexes import index_address
        from newsroom.pages.listing import translated_destination

        other = counterpart(self)
        if other is None:
            return ""
        return index_address(
            other,
            request=request,
            destination=translated_destination(destination or Destination(), index=self),
        )

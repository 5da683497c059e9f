"""Presenters of home pages and standard pages."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.url_routing import RouteResult

from home.models import HomePage, StandardPage
from newsroom.addresses.indexes import index_address, index_for
from newsroom.addresses.terms import load_terms
from newsroom.faults.parts import may_be_left_out
from newsroom.media.pictures import load_sizes
from newsroom.models.presentation import presents
from newsroom.pages.highlights import by_category, latest
from newsroom.pages.public_page import PublicPagePresenter
from newsroom.pages.routing import route_to_index
from newsroom.translation.fallback import UntranslatedFallback
from newsroom.translation.locales import language_of


@presents(StandardPage)
class StandardPagePresenter(UntranslatedFallback, PublicPagePresenter):
    """The page of a standard page."""


@presents(HomePage)
class HomePagePresenter(UntranslatedFallback, PublicPagePresenter):
    """The front page of an office's site."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route through the news index that is read once per state; the rest as usual."""
        try:
            found = route_to_index(self.page, request=request, path_components=path_components)
        except Http404:
            return self.route_in_other_language(request, path_components)
        return found or super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the newest statements, some of each of a few categories, and the index's address."""
        context = super().get_context(request, *args, **kwargs)
        index = index_for(language_of(self.page), request=request)
        shown = context["latest"] = latest(index) if index else []
        load_terms(shown, request=request)
        with may_be_left_out("pictures"):
            load_sizes(
                [shown[0].lead_image_id if shown else None, self.page.portrait_id], request=request
            )
        context["category_groups"] = []
        with may_be_left_out("statements by category"):
            context["category_groups"] = by_category(index, request=request) if index else []
        context["news_url"] = index_address(index, request=request) if index else ""
        return context

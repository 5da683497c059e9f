"""Presenters of home pages and standard pages."""

from typing import Any

from django.http import HttpRequest

from home.models import HomePage, StandardPage
from newsroom.addresses.indexes import index_address, index_for
from newsroom.models.presentation import presents
from newsroom.pages.highlights import by_category, latest
from newsroom.pages.public_page import PublicPagePresenter
from newsroom.translation.fallback import UntranslatedFallback


@presents(StandardPage)
class StandardPagePresenter(UntranslatedFallback, PublicPagePresenter):
    """The page of a standard page."""


@presents(HomePage)
class HomePagePresenter(UntranslatedFallback, PublicPagePresenter):
    """The front page of an office's site."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the newest statements, some of each of a few categories, and the index's address."""
        context = super().get_context(request, *args, **kwargs)
        index = index_for(self.page.locale.language_code, request=request)
        context["latest"] = latest(index) if index else []
        context["category_groups"] = by_category(index, request=request) if index else []
        context["news_url"] = index_address(index, request=request) if index else ""
        return context

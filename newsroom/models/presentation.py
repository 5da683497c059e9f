"""Delegation of a page's routing, response and preview to the room that renders it.

Wagtail calls `route`, `serve` and `get_context` on the page model. Models must not import the rooms
that render them. Those rooms register a `Presenter` for each page model when the apps start, in
`newsroom/pages/news_index.py`, `newsroom/pages/statement.py` and `home/pages/presenters.py`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from newsroom.languages.configured import language_codes
from newsroom.models.copied_dates import past_dates
from newsroom.visibility.restrictions import may_be_restricted

# Characters that Django does not quote in the path of an address (`django.urls.resolvers`).
SAFE = "!$&'()*+,;=/~:@"

PresenterType = TypeVar("PresenterType", bound=type["Presenter"])


class Presenter:
    """The routing, response and preview of one page, as Wagtail implements them.

    Subclasses override what differs and call `super()`. A presenter is made for each call, so it
    must not hold state.
    """

    registered: ClassVar[dict[type[Page], type["Presenter"]]] = {}

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def for_page(cls, page: Page) -> "Presenter":
        """Return the presenter registered for the page's model, or one with Wagtail's behaviour."""
        return cls.registered.get(type(page), Presenter)(page)

    @property
    def _wagtail_page(self) -> Any:
        """Return the page with Wagtail's own methods."""
        return super(PresentedPage, self.page)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Return the page and arguments for `serve`; raises `Http404`."""
        return self._wagtail_page.route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the response."""
        return self._wagtail_page.serve(request, *args, **kwargs)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the name of the template."""
        return self._wagtail_page.get_template(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the template's context."""
        return self._wagtail_page.get_context(request, *args, **kwargs)

    def preview_modes(self) -> list[tuple[str, Any]]:
        """Return the names and labels of the preview modes in the editor."""
        return list(self._wagtail_page.preview_modes)

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Return the preview in the editor."""
        return self._wagtail_page.serve_preview(request, preview_mode)


def presents(model: type[Page]) -> Callable[[PresenterType], PresenterType]:
    """Register the decorated presenter for a page model."""

    def register(presenter: PresenterType) -> PresenterType:
        Presenter.registered[model] = presenter
        return presenter

    return register


class PresentedPage:
    """Mixin for page models that delegates Wagtail's methods to the presenter.

    It also computes addresses and restrictions, which each response needs many times, with the same
    result as Wagtail but less work.
    """

    @property
    def exclude_fields_in_copy(self) -> list[str]:
        """Return the dates that have passed, in the page or in its newest version.

        A copy with a past expiry could not be published, or would be taken down at once.
        """
        return past_dates(self)  # type: ignore[arg-type]  # a mixin of Page

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple | None:
        """Return site, root address and path as Wagtail does, without reversing a URL pattern."""
        active = translation.get_language()
        roots = [
            root
            for root in self._get_site_root_paths(request)  # type: ignore[attr-defined]  # of Page
            if self.url_path.startswith(root.root_path)  # type: ignore[attr-defined]  # of Page
        ]
        if not roots or (active is not None and active not in language_codes()):
            return super().get_url_parts(request)  # type: ignore[misc]  # of Page
        root = roots[0]
        if len({other.site_id for other in roots}) > 1 and request is not None:
            site = Site.find_for_request(request)
            root = next((other for other in roots if site and other.site_id == site.pk), root)
        below = self.url_path[len(root.root_path) :]  # type: ignore[attr-defined]  # of Page
        return root.site_id, root.root_url, base_path(root.language_code) + quote(below, safe=SAFE)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return the restrictions that apply; without a query where none can apply."""
        if may_be_restricted(self):  # type: ignore[arg-type]  # a mixin of Page
            return super().get_view_restrictions()  # type: ignore[misc]  # of Page
        return PageViewRestriction.objects.none()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route through the presenter."""
        return Presenter.for_page(self).route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve through the presenter."""
        return Presenter.for_page(self).serve(request, *args, **kwargs)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Choose the template through the presenter."""
        return Presenter.for_page(self).get_template(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Build the context through the presenter."""
        return Presenter.for_page(self).get_context(request, *args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """List the preview modes through the presenter."""
        return Presenter.for_page(self).preview_modes()

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Serve the preview through the presenter."""
        return Presenter.for_page(self).serve_preview(request, preview_mode)


def base_path(language: str) -> str:
    """Return the path below which all pages of a language are served."""
    return _base_path(language, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=64)
def _base_path(language: str, script_prefix: str, urlconf: str) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=("",))

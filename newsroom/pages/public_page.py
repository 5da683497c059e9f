"""What all public pages have in common: publication dates at reading time, and previews outside."""

from django.http import Http404, HttpRequest
from wagtail.url_routing import RouteResult

from newsroom.pages.preview_modes import FrontEndPreview
from newsroom.visibility import dates_allow, is_expired


class PublicPagePresenter(FrontEndPreview):
    """Answers 404 before a page's go-live time and after its expiry time, whatever `live` says."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as Wagtail does, but compare the dates with the time of the request."""
        if not path_components and not dates_allow(self.page):
            request.newsroom_page_expired = is_expired(self.page)
            raise Http404
        return super().route(request, path_components)

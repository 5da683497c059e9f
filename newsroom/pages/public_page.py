"""The base presenter of public pages, with publication dates and outside previews."""

from django.http import Http404, HttpRequest
from wagtail.url_routing import RouteResult

from newsroom.pages.preview_modes import FrontEndPreview
from newsroom.visibility import dates_allow, is_expired, with_dates


class PublicPagePresenter(FrontEndPreview):
    """Presenter that answers 404 before go-live and after expiry, whatever `live` is."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as Wagtail does, but compare the dates with the time of the request."""
        if not path_components and not dates_allow(self.page):
            request.newsroom_page_expired = is_expired(self.page)
            raise Http404
        if not path_components:
            return super().route(request, path_components)
        # As Wagtail does, but with the dates of the child in the same query.
        child = with_dates(self.page.get_children()).filter(slug=path_components[0]).first()
        if child is None:
            raise Http404
        child._cached_parent_obj = self.page
        found: RouteResult = child.specific.route(request, path_components[1:])
        return found

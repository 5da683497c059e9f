"""The partner API, `/api/v1/`, with the routers of each app."""

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from config.api.document import LecternAPI
from home.api import previews, routes
from home.api import sites as home_api
from newsroom.partners.api.responses import add_handlers, not_found, with_common_headers
from newsroom.partners.api.routing import routers as newsroom_routers
from search.pages import api as search_api

api = LecternAPI()
add_handlers(api)
api.add_router("/sites/", home_api.sites_router)
for prefix, router in newsroom_routers:
    api.add_router(prefix, router)
api.add_router("/pages/", home_api.pages_router)
api.add_router("/navigation/", home_api.navigation_router)
api.add_router("/routes/", routes.routes_router)
api.add_router("/redirects/", routes.redirects_router)
api.add_router("/preview/", previews.router)
api.add_router("/search/", search_api.router)


def patterns() -> list[URLPattern]:
    """Return the URL patterns of the API, each with the common header fields."""
    to_documentation = RedirectView.as_view(url="docs/")
    own = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    all_patterns = [path("", to_documentation), *own, re_path(r"^.*$", not_found)]
    for pattern in all_patterns:
        if pattern.callback is not None:
            pattern.callback = with_common_headers(pattern.callback)
    return all_patterns


urlpatterns = (patterns(), api.urls_namespace)

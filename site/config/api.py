"""Which API do partners build on? This only mounts what each app answers."""

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from config.api_document import LecternAPI
from home import api as home_api
from home import api_preview, api_routes
from newsroom.api.answers import add_handlers, finished, not_found
from newsroom.api.routing import routers as newsroom_routers
from search import api as search_api

api = LecternAPI()
add_handlers(api)
api.add_router("/sites/", home_api.sites_router)
for prefix, router in newsroom_routers:
    api.add_router(prefix, router)
api.add_router("/pages/", home_api.pages_router)
api.add_router("/navigation/", home_api.navigation_router)
api.add_router("/routes/", api_routes.routes_router)
api.add_router("/redirects/", api_routes.redirects_router)
api.add_router("/preview/", api_preview.router)
api.add_router("/search/", search_api.router)


def patterns() -> list[URLPattern]:
    """Return the addresses of the API; each answers in the one way that `answers` describes."""
    to_documentation = RedirectView.as_view(url="docs/")
    own = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    found = [path("", to_documentation), *own, re_path(r"^.*$", not_found)]
    for pattern in found:
        if pattern.callback is not None:
            pattern.callback = finished(pattern.callback)
    return found


urlpatterns = (patterns(), api.urls_namespace)

"""Which API do partners build on? This only mounts what each app answers."""

from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from config.api.document import LecternAPI
from home.api import previews, routes
from home.api import sites as home_api
from newsroom.partners.api.responses import add_handlers, finished, not_found
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
    """Return the addresses of the API; each answers in the one way that `answers` describes."""
    to_documentation = RedirectView.as_view(url="docs/")
    own = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    found = [path("", to_documentation), *own, re_path(r"^.*$", not_found)]
    for pattern in found:
        if pattern.callback is not None:
            pattern.callback = finished(pattern.callback)
    return found


urlpatterns = (patterns(), api.urls_namespace)

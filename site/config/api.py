"""Which API do partners build on? This only mounts what each app answers."""

from django.urls import URLPattern, re_path
from ninja import NinjaAPI

from newsroom.api.answers import add_handlers, finished, not_found
from newsroom.api.routing import routers as newsroom_routers

api = NinjaAPI(
    title="Lectern",
    version="1",
    description="The public statements of an elected member's office, in English and Welsh.",
    urls_namespace="api-v1",
    docs_url="docs/",
    openapi_url="openapi.json",
)
add_handlers(api)
for prefix, router in newsroom_routers:
    api.add_router(prefix, router)


def patterns() -> list[URLPattern]:
    """Return the addresses of the API; each answers in the one way that `answers` describes."""
    found = [*api.urls[0], re_path(r"^.*$", not_found)]
    for pattern in found:
        pattern.callback = finished(pattern.callback)
    return found


urlpatterns = (patterns(), "api-v1")

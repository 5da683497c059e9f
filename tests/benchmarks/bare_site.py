"""A view that does nothing in bare Django: `/<size>/` answers with that many bytes."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

_bodies: dict[int, bytes] = {}


def nothing(request: HttpRequest, size: int) -> HttpResponse:
    """Return a constant response of `size` bytes."""
    response = HttpResponse(_bodies.setdefault(size, b"x" * size), content_type="text/html")
    response["Content-Length"] = str(size)
    return response


urlpatterns = [path("<int:size>/", nothing)]
settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[], USE_TZ=True
)
application = get_wsgi_application()

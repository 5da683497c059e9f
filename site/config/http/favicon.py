"""The view of `/favicon.ico`, for clients that request it without reading a page."""

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the favicon among the static files, to which pages link directly."""
    return HttpResponseRedirect(static("lectern/favicon.ico"))

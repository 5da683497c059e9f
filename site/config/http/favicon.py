"""Which little picture do programs get that ask for one without reading the page first?"""

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Send them to the picture among the static files; pages name it themselves."""
    return HttpResponseRedirect(static("lectern/favicon.ico"))

"""What does a feed reader get?"""

from django.http import Http404, HttpRequest, HttpResponse


def respond(index, *, request: HttpRequest, destination) -> HttpResponse:
    """Answer with the feed."""
    raise Http404

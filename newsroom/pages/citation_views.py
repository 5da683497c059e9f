"""Redirects from permanent citations to the statements' current addresses."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.addresses.citations import preferred_statement, statements_for_citation


@require_safe
def follow_citation(request: HttpRequest, citation: str) -> HttpResponse:
    """Redirect to the statement in the reader's language, else to the one published first.

    The target depends on the reader, so no shared cache may store the response.
    """
    site = Site.find_for_request(request)
    pages = [
        page
        for page in statements_for_citation(citation)
        if site is not None and page.get_url_parts(request)[:1] == (site.pk,)
    ]
    page = preferred_statement(pages, language=translation.get_language_from_request(request))
    url = page.get_url(request) if page else None
    if not url:
        raise Http404
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, max-age=60"
    return response

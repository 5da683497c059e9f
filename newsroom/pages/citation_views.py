"""Redirects from permanent citations to the statements' current addresses."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.addresses.citations import (
    decode_citation,
    preferred_statement,
    statements_for_citation,
)
from newsroom.pages.missing import withdrawn_response
from newsroom.publishing.withdrawals import withdrawal_of_key


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
        return _withdrawn(request, citation, site=site)
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, max-age=60"
    return response


def _withdrawn(request: HttpRequest, citation: str, *, site: Site | None) -> HttpResponse:
    """Return the notice of a withdrawn statement, in the reader's language; raises `Http404`."""
    key = decode_citation(citation)
    withdrawal = withdrawal_of_key(key, site=site) if key and site is not None else None
    if withdrawal is None:
        raise Http404
    with translation.override(translation.get_language_from_request(request)):
        response = withdrawn_response(request, withdrawal)
    response["Cache-Control"] = "private, max-age=60"
    return response

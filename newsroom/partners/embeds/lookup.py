"""Lookup of the public statement that a URL of one of our sites names."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.models import ArticlePage
from newsroom.partners.api.lookup import site_and_path, statement_at
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.request_state import ensure_content_state

CITATION = re.compile(r"/s/([0-9A-Za-z-]{1,60})/?")


def statement_at_url(url: str, *, request: HttpRequest) -> ArticlePage | None:
    """Return the public statement at a page's URL, a previous URL of it, or a citation URL.

    Returns None for drafts, withdrawn statements, URLs of other sites and invalid URLs alike.
    """
    ensure_content_state(request)
    if "\0" in url or not url.lower().startswith(("http://", "https://")):
        return None
    try:
        site, path = site_and_path(url, request=request)
    except Problem:
        return None
    citation = CITATION.fullmatch(urlsplit(url).path)
    if citation is None:
        return statement_at(site, path)
    return preferred_statement(
        [page for page in statements_for_citation(citation[1]) if site.contains(page)], language=""
    )

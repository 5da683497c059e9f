"""Which public statement does an address of ours name, whoever wrote it down?"""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

from newsroom.addresses.citations import preferred_statement, statements_for_citation
from newsroom.models import ArticlePage
from newsroom.partners.api.lookup import place_and_path, statement_at
from newsroom.partners.api.problems import Problem
from newsroom.partners.embeds.responses import place_of

CITATION = re.compile(r"/s/([0-9A-Za-z-]{1,60})/?")


def statement_named(address: str, *, request: HttpRequest) -> ArticlePage | None:
    """Return the public statement at a page's address, an earlier one of it, or a citation.

    None alike for drafts, for what was withdrawn, for other people's addresses and for nonsense.
    """
    place_of(request)
    if "\0" in address or not address.lower().startswith(("http://", "https://")):
        return None
    try:
        place, path = place_and_path(address, request=request)
    except Problem:
        return None
    citation = CITATION.fullmatch(urlsplit(address).path)
    if citation is None:
        return statement_at(place, path)
    return preferred_statement(
        [page for page in statements_for_citation(citation[1]) if place.holds(page)], language=""
    )

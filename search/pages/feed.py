"""Atom feed of a search: the statements that it finds, last published first."""

import datetime
import uuid
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.addresses.indexes import index_for
from newsroom.addresses.terms import load_terms
from newsroom.feeds import responses
from newsroom.feeds.formats import Feed
from newsroom.models import ArticlePage
from search.pages.views import requested_question
from search.querying.addresses import address, feed_address
from search.querying.answers import SearchUnavailableError
from search.querying.form import SearchForm
from search.querying.latest import latest_published
from search.querying.request import Question

FORMAT = "atom.xml"
# Feed readers retry by themselves after this time.
RETRY_SECONDS = "300"


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """Return the feed of the search with the same parameters."""
    form = SearchForm(request.GET)
    # Statements with only some of the words are no news to a reader who follows the search.
    question = replace(requested_question(form, request=request), relaxes=False)
    try:
        answer = latest_published(question, length=responses.FEED_LENGTH, request=request)
    except SearchUnavailableError:
        headers = {"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
        return HttpResponse(
            _("Search is not available"), status=503, content_type="text/plain", headers=headers
        )
    statements = _in_order([found.page.pk for found in answer.results], request=request)
    modified = responses.last_modified(statements, request=request)
    office = _office(question, request=request)
    response = responses.conditional_feed_response(
        lambda: _feed(question, statements, office=office, modified=modified, request=request),
        file_name=FORMAT,
        etag=responses.feed_etag(
            statements, parts=[office, feed_address(question)], request=request
        ),
        modified=modified,
        request=request,
    )
    response["X-Search-Engine"] = answer.engine
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def _in_order(page_ids: list[int], *, request: HttpRequest) -> list[ArticlePage]:
    """Return the statements that are public, as lists show them, in the order of `page_ids`."""
    shown = ArticlePage.objects.filter(pk__in=page_ids).public_now().with_pictures()
    pages = {page.pk: page for page in shown}
    load_terms(pages.values(), request=request)
    return [pages[page_id] for page_id in page_ids if page_id in pages]


def _office(question: Question, *, request: HttpRequest) -> str:
    index = index_for(question.language, request=request)
    return index.get_parent().title if index else str(question.site or "")


def _feed(
    question: Question,
    statements: list[ArticlePage],
    *,
    office: str,
    modified: datetime.datetime,
    request: HttpRequest,
) -> Feed:
    root_url = question.site.root_url if question.site else ""
    url = root_url + feed_address(question)
    words = _("Search: %(line)s") % {"line": question.line} if question.line else ""
    return Feed(
        identity=uuid.uuid5(uuid.NAMESPACE_URL, url).urn,
        title=f"{office}: {words or _('Search the archive')}",
        description="",
        url=url,
        page_url=root_url + address(replace(question, sort="newest", page=1)),
        language=question.language,
        author=office,
        updated=modified,
        entries=responses.build_entries(statements, root_url=root_url, request=request),
    )

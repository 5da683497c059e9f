"""The results page of archive search."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.languages.configured import active_language
from search.pages.results import build_results_page
from search.querying.answers import SearchUnavailableError, ask
from search.querying.form import SearchForm
from search.querying.request import Question
from search.querying.site_terms import SiteTerms
from search.statistics.counting import count_search


def requested_question(form: SearchForm, *, request: HttpRequest) -> Question:
    """Return the question of a request, in its language and on its site."""
    return form.question(language=active_language(), site=Site.find_for_request(request))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the results of a search."""
    form = SearchForm(request.GET)
    question = requested_question(form, request=request)
    terms = SiteTerms(site=question.site, language=question.language)
    try:
        answer = ask(question, request=request, facets=True, terms=terms)
        if question.page > answer.page_count:
            raise Http404
        results = build_results_page(
            form, question=question, answer=answer, terms=terms, request=request
        )
    except SearchUnavailableError:
        return render(request, "search/unavailable.html", {"form": form}, status=503)
    count_search(request, question=question, answer=answer)
    context = {"results": results, "form": form, "other_language_url": results.switched_url}
    response = render(request, "search/results.html", context)
    response["X-Search-Engine"] = answer.engine
    if question.page > 1:
        response["X-Robots-Tag"] = "noindex, follow"
    return response

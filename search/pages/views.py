"""What does a reader see who searches the archive?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Site

from search.pages.results import results_page
from search.querying.answers import SearchUnavailableError, ask
from search.querying.form import SearchForm
from search.querying.request import Question
from search.querying.site_terms import SiteTerms
from search.statistics.counting import count_search


def question_of(form: SearchForm, *, request: HttpRequest) -> Question:
    """Return what the address asks for, in its own language and of its own office."""
    return form.question(language=get_language() or "en", site=Site.find_for_request(request))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the statements that the address asks for."""
    form = SearchForm(request.GET)
    question = question_of(form, request=request)
    terms = SiteTerms(site=question.site, language=question.language)
    try:
        answer = ask(question, request=request, facets=True, terms=terms)
        if question.page > answer.page_count:
            raise Http404
        shown = results_page(form, question=question, answer=answer, terms=terms, request=request)
    except SearchUnavailableError:
        return render(request, "search/unavailable.html", {"form": form}, status=503)
    count_search(request, question=question, answer=answer)
    context = {"results": shown, "form": form, "other_language_url": shown.switched_url}
    response = render(request, "search/results.html", context)
    response["X-Search-Engine"] = answer.engine
    if question.page > 1:
        response["X-Robots-Tag"] = "noindex, follow"
    return response

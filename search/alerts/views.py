"""Pages on which a reader requests, confirms, changes and ends an alert."""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from newsroom.languages.configured import active_language
from search.alerts import limits, subscriptions
from search.alerts.forms import AlertForm, FrequencyForm
from search.alerts.links import key_from_confirm_token, key_from_manage_token, manage_token
from search.alerts.request_origin import cookieless
from search.alerts.saved_searches import canonical_query, describe, saved_question, search_address
from search.models.alerts import LONGEST_QUERY
from search.querying.addresses import address
from search.querying.alternatives import in_other_language
from search.querying.answers import Question
from search.querying.form import SearchForm
from search.querying.site_terms import SiteTerms

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@cookieless
@form_methods
@sensitive_post_parameters("email")
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form that requests an alert, and take it. The search is in the query string."""
    question = _question(request)
    if question.site is None or not settings.SEARCH_ALERTS:
        raise Http404
    query = canonical_query(question)
    if len(query) > LONGEST_QUERY:
        return _page(request, "too_long", status=422)
    form = AlertForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 422
        context = {
            "form": form,
            "query": query,
            **_search_context(question),
            **_switch_context(question, view="search_alerts"),
        }
        return _page(request, "form", context, status=status)
    if not limits.may_request(request.META.get("REMOTE_ADDR", "")):
        return _page(request, "too_many", status=429)
    subscriptions.request_alert(
        site=question.site,
        email=form.cleaned_data["email"],
        question=question,
        frequency=form.cleaned_data["frequency"],
    )
    return redirect(f"{reverse('search_alerts_asked')}?{query}")


@cookieless
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Show what happens next; the page is the same for every address."""
    question = _question(request)
    switch = _switch_context(question, view="search_alerts_asked")
    return _page(request, "asked", {**_search_context(question), **switch})


@cookieless
@form_methods
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the alert to confirm, and confirm it on POST.

    GET changes nothing: mail servers open links to scan them.
    """
    key = key_from_confirm_token(token)
    saved = subscriptions.find_alert(key, site=Site.find_for_request(request))
    if saved is None:
        return _page(request, "expired", status=410)
    manage_url = reverse("search_alert_manage", args=[manage_token(saved)])
    if request.method == "POST":
        subscriptions.confirm(saved)
        return redirect(f"{manage_url}?confirmed")
    if saved.is_active:
        return redirect(manage_url)
    return _page(request, "confirm", {"saved": saved, **_search_context(saved_question(saved))})


@cookieless
@form_methods
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show an alert, and change its frequency on POST."""
    key = key_from_manage_token(token)
    saved = subscriptions.find_alert(key, site=Site.find_for_request(request))
    if saved is None or saved.confirmed_at is None:
        return _page(request, "expired", status=410)
    form = FrequencyForm(
        request.POST if request.method == "POST" else None,
        initial={"frequency": saved.frequency},
    )
    if form.is_bound and form.is_valid():
        subscriptions.change_frequency(saved, frequency=form.cleaned_data["frequency"])
        return redirect(f"{request.path}?changed")
    context = {
        "saved": saved,
        "form": form,
        "token": token,
        **_search_context(saved_question(saved)),
    }
    return _page(request, "manage", context, status=422 if form.is_bound else 200)


@cookieless
@form_methods
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end an alert, and end it at once on POST (RFC 8058)."""
    key = key_from_manage_token(token)
    if key is None:
        return _page(request, "expired", status=410)
    saved = subscriptions.find_alert(key, site=Site.find_for_request(request))
    context = _search_context(saved_question(saved)) if saved else {}
    if request.method == "POST" and saved is not None:
        subscriptions.unsubscribe(saved)
    if request.method == "POST" or saved is None:
        return _page(request, "unsubscribed", context)
    return _page(request, "unsubscribe", {"saved": saved, **context})


def _question(request: HttpRequest) -> Question:
    site = Site.find_for_request(request)
    return SearchForm(request.GET).question(language=active_language(), site=site)


def _search_context(question: Question) -> dict[str, object]:
    return {"words": describe(question), "search_url": search_address(question)}


def _switch_context(question: Question, *, view: str) -> dict[str, object]:
    """Return the address of the same page in the other language."""
    terms = SiteTerms(site=question.site, language=question.language)
    translated = in_other_language(replace(question, sort=None), terms=terms)
    return {"other_language_url": address(translated, view=view)}


def _page(
    request: HttpRequest, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    return render(request, f"search/alerts/{name}.html", context, status=status)

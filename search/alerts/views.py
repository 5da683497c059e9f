"""What does a reader see who asks for an alert, confirms, changes or ends it?"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from search.alerts import limits, subscribing
from search.alerts.forms import AlertForm, FrequencyForm
from search.alerts.links import key_to_confirm, key_to_manage, manage_token
from search.alerts.request_origin import without_cookie
from search.alerts.searches import canonical, in_words, question_of, search_address
from search.models.alerts import LONGEST_QUERY
from search.querying.addresses import address
from search.querying.alternatives import in_other_language
from search.querying.answers import Question
from search.querying.form import SearchForm
from search.querying.site_terms import SiteTerms

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@without_cookie
@form_methods
@sensitive_post_parameters("email")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and have a letter sent to it. The search is in the address."""
    question = _question(request)
    if question.site is None or not settings.SEARCH_ALERTS:
        raise Http404
    query = canonical(question)
    if len(query) > LONGEST_QUERY:
        return _page(request, "too_long", status=422)
    form = AlertForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 422
        context = {**_shown(question), **_switch(question, view="search_alerts")}
        return _page(request, "form", status=status, form=form, query=query, **context)
    if not limits.may_ask(request.META.get("REMOTE_ADDR", "")):
        return _page(request, "too_many", status=429)
    subscribing.ask_for(
        site=question.site,
        email=form.cleaned_data["email"],
        question=question,
        frequency=form.cleaned_data["frequency"],
    )
    return redirect(f"{reverse('search_alerts_asked')}?{query}")


@without_cookie
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next; the same for every address."""
    question = _question(request)
    switch = _switch(question, view="search_alerts_asked")
    return _page(request, "asked", **_shown(question), **switch)


@without_cookie
@form_methods
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed, and confirm it where the button is pressed.

    Opening the link alone does nothing: mailboxes open links to look for harm.
    """
    saved = subscribing.find(key_to_confirm(token), site=Site.find_for_request(request))
    if saved is None:
        return _page(request, "expired", status=410)
    manage_url = reverse("search_alert_manage", args=[manage_token(saved)])
    if request.method == "POST":
        subscribing.confirm(saved)
        return redirect(f"{manage_url}?confirmed")
    if saved.is_active:
        return redirect(manage_url)
    return _page(request, "confirm", saved=saved, **_shown(question_of(saved)))


@without_cookie
@form_methods
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show an alert and change how often it comes."""
    saved = subscribing.find(key_to_manage(token), site=Site.find_for_request(request))
    if saved is None or saved.confirmed_at is None:
        return _page(request, "expired", status=410)
    form = FrequencyForm(
        request.POST if request.method == "POST" else None,
        initial={"frequency": saved.frequency},
    )
    if form.is_bound and form.is_valid():
        subscribing.change_frequency(saved, frequency=form.cleaned_data["frequency"])
        return redirect(f"{request.path}?changed")
    return _page(
        request,
        "manage",
        status=422 if form.is_bound else 200,
        saved=saved,
        form=form,
        token=token,
        **_shown(question_of(saved)),
    )


@without_cookie
@form_methods
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end an alert, and end it at once where something is posted (RFC 8058)."""
    key = key_to_manage(token)
    if key is None:
        return _page(request, "expired", status=410)
    saved = subscribing.find(key, site=Site.find_for_request(request))
    if request.method == "POST" and saved is not None:
        subscribing.unsubscribe(saved)
    if request.method == "POST" or saved is None:
        return _page(request, "unsubscribed", **(_shown(question_of(saved)) if saved else {}))
    return _page(request, "unsubscribe", saved=saved, **_shown(question_of(saved)))


def _question(request: HttpRequest) -> Question:
    site = Site.find_for_request(request)
    return SearchForm(request.GET).question(language=get_language() or "en", site=site)


def _shown(question: Question) -> dict[str, Any]:
    return {"words": in_words(question), "search_url": search_address(question)}


def _switch(question: Question, *, view: str) -> dict[str, Any]:
    """Return where the page of the same search is in the other language."""
    terms = SiteTerms(site=question.site, language=question.language)
    there = in_other_language(replace(question, sort=None), terms=terms)
    return {"other_language_url": address(there, view=view)}


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"search/alerts/{name}.html", context, status=status)

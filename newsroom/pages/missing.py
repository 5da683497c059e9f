"""Responses at addresses without a page: a redirect, the notice of a withdrawn page, or 404."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from newsroom.languages.configured import active_language
from newsroom.models import Withdrawal
from newsroom.models.corrections import note_in
from newsroom.pages.old_lists import old_list
from newsroom.publishing.withdrawals import normalise_path
from newsroom.visibility import is_expired, is_public, public


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the response for an address without a page. Redirects are looked up first."""
    if _is_admin(request):
        return render(request, "wagtailadmin/404.html", status=404)
    return answer_elsewhere(request) or render(request, "404.html", status=404)


def answer_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect of the address, or 410 where a page was withdrawn; None without both.

    A page that has moved is not gone, so a redirect comes first. A second call for the same request
    returns None.
    """
    if request.__dict__.setdefault("_newsroom_looked_elsewhere", False):
        return None
    request.__dict__["_newsroom_looked_elsewhere"] = True
    if _is_admin(request):
        return None
    if "\0" in request.path:
        return None  # PostgreSQL rejects queries with a null character
    redirect = _redirect(request)
    target = redirect.redirect_page if redirect is not None else None
    if redirect is not None and _may_be_named(target, request=request):
        return _redirection(redirect)
    withdrawal = _withdrawal(request, path=request.path)
    if withdrawal is None and target is not None:
        withdrawal = _withdrawal(request, path=target.get_url(request) or "")
    if withdrawal is not None:
        return withdrawn_response(request, withdrawal)
    if getattr(request, "newsroom_page_expired", False) or (target and is_expired(target)):
        return render(request, "410.html", status=410)  # not yet recorded by the worker
    moved = old_list(request)
    if moved is None:
        return None
    if not moved.url:
        return render(request, "410.html", status=410)
    return HttpResponsePermanentRedirect(moved.url)


def _is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.route.startswith("admin/")


def withdrawn_response(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """Return what the address of a withdrawn page answers: 410 or a notice, with its reason."""
    reason, language = note_in(withdrawal.reasons, active_language())
    context = {"withdrawal": withdrawal, "reason": reason, "reason_language": language}
    is_notice = withdrawal.answers_with_notice and reason
    response = render(request, "410.html", context, status=200 if is_notice else 410)
    response["X-Robots-Tag"] = "noindex"
    return response


def _redirect(request: HttpRequest) -> Redirect | None:
    """Return the redirect of the address with its parameters, else of its path, as Wagtail does."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    for address in dict.fromkeys((path, path.partition("?")[0])):
        redirect = get_redirect(request, address)
        if redirect is not None:
            return redirect if redirect.link is not None else None
    return None


def _redirection(redirect: Redirect) -> HttpResponse:
    if redirect.is_permanent:
        return HttpResponsePermanentRedirect(redirect.link)
    return HttpResponseRedirect(redirect.link)


def _may_be_named(page: Page | None, *, request: HttpRequest) -> bool:
    """Return whether the reader may know the address of the page that a redirect leads to."""
    if page is None or is_public(page):
        return True
    if not public(Page.objects.filter(pk=page.pk), restricted=()).exists():
        return False
    return all(row.accept_request(request) for row in page.get_view_restrictions())


def _withdrawal(request: HttpRequest, *, path: str) -> Withdrawal | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    return Withdrawal.objects.filter(site=site, path=normalise_path(path)).first()

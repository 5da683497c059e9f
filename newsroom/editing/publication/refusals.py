"""Answers to requests whose publication the gate refused: the approver is asked to decide."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.contrib import messages as plain_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.publishing.gate import (
    PublicationRefusedError,
    check,
    log_refusal,
    new_pages_as_saved,
    objections_to_page,
    save_new_pages_as_drafts,
)

NEW_PAGE_VIEW = "wagtailadmin_pages:add"
WORKFLOW_VIEW = "wagtailadmin_pages:workflow_action"
SENTENCES_VIEW = "newsroom_translation_approval"


class RefusedPublicationMiddleware:
    """Answers wherever the gate stopped a publication, on whatever road the request took.

    In the admin the approver is asked to decide. An API gets 403 with the reason.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with new_pages_as_saved():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: Mapping
    ) -> None:
        """Let the form of a new page save a draft until the gate has passed its revision."""
        match = request.resolver_match
        if match is not None and match.view_name == NEW_PAGE_VIEW and request.method == "POST":
            save_new_pages_as_drafts()

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Return the answer to a refusal, None for other exceptions."""
        if not isinstance(exception, PublicationRefusedError):
            return None
        user = request.user if request.user.is_authenticated else None
        log_refusal(exception, user=user)
        match = request.resolver_match
        route = match.route if match is not None else ""
        if not route.startswith("admin/") or route.startswith("admin/api/"):
            return _problem(exception)
        return ask(request, exception.page, refusal=exception)


def ask(request: HttpRequest, page: Page, *, refusal: PublicationRefusedError) -> HttpResponse:
    """Redirect to the page on which an approver decides about a refused publication."""
    if page.pk is None or not Page.objects.filter(pk=page.pk).exists():
        plain_messages.error(request, str(refusal))
        return redirect("wagtailadmin_home")
    address = publication_url(page, approves=_is_approval(request), comment=_comment(request))
    match = request.resolver_match
    is_dialogue = request.headers.get("x-requested-with") == "XMLHttpRequest"
    if is_dialogue and match is not None and match.view_name == WORKFLOW_VIEW:
        # What the script of Wagtail's dialogue follows.
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def ask_before_publication(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect to the decision before a form publishes what the gate objects to. A Wagtail hook."""
    revision = page.latest_revision
    try:
        # The view publishes the same object, which is then not checked again.
        revision.written_in = check(page, revision=revision, content=revision.content)
    except PublicationRefusedError as refusal:
        log_refusal(refusal, user=request.user)
        return ask(request, page, refusal=refusal)
    return None


def warn_about_submission(request: HttpRequest, page: Page) -> None:
    """Say to who submits a page for approval what the gate will object to. A Wagtail hook."""
    submits = ("action-submit", "action-restart-workflow")
    if not any(request.POST.get(name) for name in submits):
        return
    for objection in objections_to_page(page):
        messages.warning(
            request,
            objection.sentence + " " + _("Whoever approves it has to decide about that."),
        )


def publication_url(page: Page, *, approves: bool = False, comment: str = "") -> str:
    """Return the address of the decision; with `approves`, it also approves in the workflow."""
    address = reverse("newsroom_publication", args=[page.pk])
    query = {"approves": "1", "comment": comment} if approves else {}
    return f"{address}?{urlencode(query)}" if query else address


def _is_approval(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is not None and match.view_name in (WORKFLOW_VIEW, SENTENCES_VIEW):
        return True
    return bool(request.POST.get("action-workflow-action"))


def _comment(request: HttpRequest) -> str:
    return request.POST.get("comment", "")


def _problem(refusal: PublicationRefusedError) -> JsonResponse:
    problem = {
        "title": _("Not published"),
        "status": 403,
        "detail": str(refusal),
        "objections": [objection.code for objection in refusal.objections],
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")

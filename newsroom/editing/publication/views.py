"""Admin view in which an approver decides about a publication that the gate refused."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page

from newsroom.editing.publication.exemptions import exempt, exemption_form
from newsroom.publishing.gate import (
    ELECTION,
    OTHER_LANGUAGE,
    Objection,
    consent_to_publication,
    objections_to_page,
)
from newsroom.translation.dates import format_office_time


@require_http_methods(["GET", "POST"])
def publication(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what the gate objects to. On POST, publish the latest revision all the same."""
    page = get_object_or_404(Page, pk=page_id).specific
    _require_permission(request, page)
    objections = objections_to_page(page)
    if not objections:
        messages.success(request, _("Nothing stands against the publication of this page."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    election = any(objection.code == ELECTION for objection in objections)
    form = exemption_form(request, page) if election else None
    exempts = form is not None and request.method == "POST" and "exempt" in request.POST
    if form is not None and exempts and form.is_valid():
        exempt(page, user=request.user, **form.cleaned_data)
        messages.success(
            request, _("The page is exempt from the election period. You can publish it now.")
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    may_be_overruled = all(objection.may_be_overruled for objection in objections)
    if request.method == "POST" and may_be_overruled and not exempts:
        if _is_the_revision_shown(request, page) and request.POST.get("knowingly"):
            return _publish(request, page)
        messages.error(request, _not_decided(request, page))
    context = {
        "page": page,
        "objections": objections,
        "may_be_overruled": may_be_overruled,
        "exemption_form": form,
        "is_marked": _is_marked(objections),
        "scheduled_for": _scheduled_for(page),
        "approves": bool(request.GET.get("approves")),
        "comment": request.GET.get("comment", ""),
        "revision_id": page.latest_revision_id or "",
    }
    return render(request, "newsroom/admin/publication.html", context)


def _require_permission(request: HttpRequest, page: Page) -> None:
    """Raise `PermissionDenied` for users who may not publish the page as it is."""
    lock = page.get_lock()
    is_locked = (
        lock is not None
        and not isinstance(lock, ScheduledForPublishLock)
        and lock.for_user(request.user)
    )
    if is_locked or not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied


def _is_the_revision_shown(request: HttpRequest, page: Page) -> bool:
    return request.POST.get("revision") == str(page.latest_revision_id or "")


def _not_decided(request: HttpRequest, page: Page) -> str:
    if not _is_the_revision_shown(request, page):
        return _("The page has changed meanwhile. Read it again before you decide.")
    return _("Not published: tick the box to say that you know what is wrong.")


def _publish(request: HttpRequest, page: Page) -> HttpResponse:
    revision = page.latest_revision or page.save_revision(user=request.user)
    task_state = page.current_workflow_task_state
    with consent_to_publication(user=request.user):
        if request.POST.get("approves") and task_state is not None and _may_approve(request, page):
            task = task_state.task.specific
            comment = request.POST.get("comment", "")
            task.on_action(task_state.specific, request.user, "approve", comment=comment)
        else:
            revision.publish(user=request.user)
    moment = _scheduled_for(page)
    title = {"title": page.get_admin_display_title()}
    messages.success(
        request,
        _("“%(title)s” will be published on %(moment)s.") % {**title, "moment": moment}
        if moment
        else _("“%(title)s” is published.") % title,
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def _may_approve(request: HttpRequest, page: Page) -> bool:
    task = page.current_workflow_task
    actions = task.get_actions(page, request.user) if task is not None else []
    return any(name == "approve" for name, _label, _modal in actions)


def _scheduled_for(page: Page) -> str:
    """Return the time at which the latest revision goes live, "" for at once."""
    latest = page.get_latest_revision_as_object()
    if latest.go_live_at is None or latest.go_live_at <= timezone.now():
        return ""
    return format_office_time(latest.go_live_at)


def _is_marked(objections: list[Objection]) -> bool:
    return any(objection.code == OTHER_LANGUAGE for objection in objections)

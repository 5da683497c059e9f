"""Confirmations that name day, time and zone after a page was scheduled or approved."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from newsroom.languages.configured import language_name
from newsroom.publishing.embargoes import embargo_end
from newsroom.translation.dates import format_long_office_time
from newsroom.translation.locales import language_of


def confirm_schedule(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say when a page that was just scheduled goes live, in place of Wagtail's confirmation.

    A hook of Wagtail, whose own text says that a page was scheduled, but not for when. Return None
    after a publication, for which Wagtail's text is enough.
    """
    moment = scheduled_time(page)
    if moment is None:
        return None
    messages.success(request, schedule_text(page, moment), buttons=[_edit_button(page)])
    name = request.resolver_match.url_name if request.resolver_match else ""
    # Wagtail would call these after its confirmation.
    for hook in hooks.get_hooks("after_create_page" if name == "add" else "after_edit_page"):
        response: HttpResponse | None = hook(request, page)
        if response is not None:
            return response
    next_url = get_valid_next_url_from_request(request)
    return redirect(next_url) if next_url else redirect("wagtailadmin_explore", _parent_id(page))


def confirm_approval(request: HttpRequest, page: Page) -> None:
    """Say what an approval led to; Wagtail only says that the page was updated. A hook."""
    if request.method != "POST" or request.POST.get("workflow-action-name") != "approve":
        return
    fresh = Page.objects.get(pk=page.pk)
    moment, until = scheduled_time(fresh), embargo_end(fresh)
    if moment is not None:
        text = _("Approved. %(schedule)s") % {"schedule": schedule_text(fresh, moment)}
    elif fresh.live and until is not None:
        text = _("Approved. %(schedule)s") % {"schedule": embargo_text(fresh, until)}
    elif fresh.live and not fresh.has_unpublished_changes:
        text = _("Approved. “%(title)s” (%(language)s) is public now.") % _values(fresh)
    else:
        text = _("Checked. “%(title)s” (%(language)s) goes on to approval.") % _values(fresh)
    messages.success(request, text)


def scheduled_time(page: Page) -> datetime | None:
    """Return the future time for which a version of the page is scheduled, None without one."""
    revision = page.scheduled_revision
    moment: datetime | None = revision.approved_go_live_at if revision else None
    return moment if moment is not None and moment > timezone.now() else None


def schedule_text(page: Page, moment: datetime) -> str:
    """Return the sentence that says when a page, or its new version, can be read.

    That is not before the end of its embargo.
    """
    until = embargo_end(page)
    if until is not None and until > moment:
        return embargo_text(page, until)
    values = {**_values(page), "moment": format_long_office_time(moment)}
    if page.live:
        text = _("“%(title)s” (%(language)s) is public; this version replaces it on %(moment)s.")
    else:
        text = _("“%(title)s” (%(language)s) will be public from %(moment)s.")
    return text % values


def embargo_text(page: Page, until: datetime) -> str:
    """Return the sentence that says when a page under embargo can be read."""
    values = {**_values(page), "moment": format_long_office_time(until)}
    text = _("“%(title)s” (%(language)s) is under embargo: public from %(moment)s, not before.")
    return text % values


def _values(page: Page) -> dict[str, object]:
    return {
        "title": page.get_admin_display_title(),
        "language": language_name(language_of(page)),
    }


def _edit_button(page: Page) -> str:
    button: str = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
    return button


def _parent_id(page: Page) -> int:
    parent: Page = page.get_parent()
    return int(parent.pk)

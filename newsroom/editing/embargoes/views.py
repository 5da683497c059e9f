"""Admin page of one embargo: its moment, lifting it, and journalists' links with their openings."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.editing.embargoes.forms import EmbargoForm, LiftForm, LinkForm
from newsroom.models import EmbargoLink
from newsroom.publishing.embargo_links import links_of, make_link, revoke_link, token_for
from newsroom.publishing.embargoes import (
    EmbargoRefusedError,
    embargo_end,
    lift_embargo,
    may_set,
    may_shorten,
    pages_of_embargo,
    set_embargo,
)
from newsroom.translation.dates import format_office_time

OPENINGS_SHOWN = 20


@require_http_methods(["GET", "POST"])
def embargo(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the embargo of a page and its links. On POST, carry out one of the forms."""
    page = get_object_or_404(Page.objects.filter(alias_of=None), pk=page_id).specific
    if page.depth <= 2 or not may_set(page, request.user):
        raise PermissionDenied
    action = request.POST.get("action", "")
    forms = _forms(page, data=request.POST, action=action)
    if action == "revoke":
        number = request.POST.get("link", "")
        link = get_object_or_404(
            EmbargoLink, pk=number if number.isdecimal() else None, page__in=_translations(page)
        )
        revoke_link(link, user=request.user)
        messages.success(request, _("The link opens nothing any more."))
        return redirect("newsroom_embargo_admin", page.pk)
    if action in ACTIONS and forms[action].is_valid():
        try:
            ACTIONS[action](request, page, forms[action].cleaned_data)
        except EmbargoRefusedError as refusal:
            forms[action].add_error(refusal.field, refusal.message)
        else:
            return redirect("newsroom_embargo_admin", page.pk)
    response = render(request, "newsroom/admin/embargo.html", _context(request, page, forms=forms))
    response["Cache-Control"] = "no-store"
    return response


def _set(request: HttpRequest, page: Page, data: dict) -> None:
    set_embargo(page, until=data["until"], reason=data["reason"], user=request.user)
    moment = format_office_time(data["until"])
    messages.success(
        request, _("Nobody can read it before %(moment)s, in any language.") % {"moment": moment}
    )


def _lift(request: HttpRequest, page: Page, data: dict) -> None:
    lift_embargo(page, reason=data["reason"], user=request.user)
    messages.success(request, _("The embargo is lifted."))


def _link(request: HttpRequest, page: Page, data: dict) -> None:
    make_link(page, user=request.user, **data)
    messages.success(request, _("The link is made. Copy it below."))


ACTIONS: dict[str, Callable[[HttpRequest, Page, dict], None]] = {
    "set": _set,
    "lift": _lift,
    "link": _link,
}


def _forms(page: Page, *, data, action: str) -> dict[str, BaseForm]:
    """Return the forms, of which the one that was sent has its data."""
    until = embargo_end(page)
    return {
        "set": EmbargoForm(data if action == "set" else None, initial={"until": until}),
        "lift": LiftForm(data if action == "lift" else None, prefix="lift"),
        "link": LinkForm(
            data if action == "link" else None, initial={"expires_at": until}, prefix="link"
        ),
    }


def _translations(page: Page) -> list[Page]:
    """Return the page and its translations, without copies that follow them."""
    return [each for each in pages_of_embargo(page) if each.alias_of_id is None]


def _context(request: HttpRequest, page: Page, *, forms: dict[str, BaseForm]) -> dict:
    pages = _translations(page)
    host = (page.get_url_parts(request) or (None, ""))[1]
    links = [
        {
            "row": link,
            "url": f"{host}{reverse('newsroom_embargo', args=[token_for(link)])}",
            "is_open": link.revoked_at is None and link.expires_at > timezone.now(),
            "openings": list(link.openings.all())[:OPENINGS_SHOWN],
        }
        for link in links_of(pages).prefetch_related("openings")
    ]
    return {
        "page": page,
        "until": embargo_end(page),
        "others": [other for other in pages if other.pk != page.pk],
        "may_shorten": may_shorten(page, request.user),
        "forms": forms,
        "links": links,
    }

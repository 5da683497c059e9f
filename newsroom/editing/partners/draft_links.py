"""Admin view in which an editor creates and ends links to a draft in an outside front end."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from newsroom.publishing.draft_links import (
    create_link,
    front_end_address,
    link_for_preview,
    may_preview,
    valid_links,
    validity,
)


def front_end_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Yield the button to the links of a draft, if the page's site has a front end."""
    if page.depth > 1 and may_preview(page, user) and front_end_address(page):
        yield Button(
            _("Preview in the front end"),
            reverse("newsroom_front_end_links", args=[page.pk]),
            icon_name="desktop",
            priority=26,
        )


@require_http_methods(["GET", "POST"])
def front_end_links(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the links that open a draft of the page. On POST, create one or end all."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not may_preview(page, request.user) or not front_end_address(page):
        raise PermissionDenied
    is_restricted = page.get_view_restrictions().exists()
    if request.method == "POST":
        if request.POST.get("action") == "end":
            valid_links(page).delete()
            messages.success(request, gettext("No link opens this draft any more."))
        elif not is_restricted:
            create_link(page, user=request.user)
        return redirect("newsroom_front_end_links", page.pk)
    rows = valid_links(page).select_related("made_by").order_by("-made_at")
    context = {
        "page": page,
        "is_restricted": is_restricted,
        "links": [link_for_preview(row, page=page) for row in rows],
        "minutes": int(validity().total_seconds() // 60),
    }
    response = render(request, "newsroom/admin/front_end_links.html", context)
    response["Cache-Control"] = "no-store"
    return response

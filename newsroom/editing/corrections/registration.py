"""What Wagtail's admin is told of corrections: menu entry, addresses, button and log actions."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from newsroom.editing.corrections import views
from newsroom.models import ArticlePage
from newsroom.models.corrections import note_in
from newsroom.publishing.corrections import CORRECT, DROP, PLAN, planned_correction
from newsroom.publishing.versions import WITHDRAW
from newsroom.translation.locales import language_of

URL_PATTERNS: list[URLPattern] = [
    path("corrections/<int:page_id>/", views.correct, name="newsroom_correct"),
    path("versions/<int:page_id>/", views.versions, name="newsroom_versions"),
    path(
        "versions/<int:page_id>/<int:number>/withdraw/",
        views.withdraw,
        name="newsroom_withdraw_version",
    ),
]


def versions_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Yield the button to a statement's corrections and earlier versions."""
    is_statement = isinstance(page, ArticlePage) and page.alias_of_id is None
    if is_statement and page.earlier_versions and page.permissions_for_user(user).can_publish():
        yield Button(
            _("Corrections and earlier versions"),
            reverse("newsroom_versions", args=[page.pk]),
            icon_name="history",
            priority=45,
        )


def show_planned_correction(request: HttpRequest, page: Page) -> None:
    """Say on a page's form that its scheduled version is a correction. A hook of Wagtail."""
    opens_form = request.method == "GET" and "_w_hydrate_create_view" not in request.GET
    if not opens_form or not isinstance(page, ArticlePage) or page.first_published_at is None:
        return
    planned = planned_correction(page)
    if planned is None:
        return
    note, _language = note_in(planned.notes, language_of(page))
    text = gettext(
        "The scheduled version is a correction. Readers will see the note “%(note)s”. "
        "If you cancel the schedule, the correction is cancelled too."
    )
    messages.info(request, text % {"note": note}, extra_tags="lock")


def log_actions(actions: LogActionRegistry) -> None:
    """Register how the page's history names corrections and withdrawn versions."""
    actions.register_action(CORRECT, _("Correct"), _("Published as a correction"))
    actions.register_action(PLAN, _("Plan a correction"), _("Scheduled as a correction"))
    actions.register_action(
        DROP,
        _("Drop a correction"),
        _("Not shown as a correction, because readers did not see what it replaced"),
    )
    actions.register_action(
        WITHDRAW, _("Withdraw an earlier version"), _("Earlier version withdrawn")
    )

"""What Wagtail's admin is told of corrections: menu entry, addresses, button and log actions."""

from collections.abc import Iterator

from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from newsroom.editing.corrections import views
from newsroom.models import ArticlePage
from newsroom.publishing.corrections import CORRECT
from newsroom.publishing.versions import WITHDRAW

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


def log_actions(actions: LogActionRegistry) -> None:
    """Register how the page's history names corrections and withdrawn versions."""
    actions.register_action(CORRECT, _("Correct"), _("Published as a correction"))
    actions.register_action(
        WITHDRAW, _("Withdraw an earlier version"), _("Earlier version withdrawn")
    )

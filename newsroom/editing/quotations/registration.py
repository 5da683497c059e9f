"""What Wagtail's admin is told of quotations: addresses and the entry in the menu of reports."""

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from newsroom.editing.quotations import views

URL_PATTERNS: list[URLPattern] = [
    path("quotations/", views.quotation_list, name="newsroom_quotations"),
    path(
        "quotations/<int:page_id>/<slug:block_id>/",
        views.check_quotation,
        name="newsroom_quotation",
    ),
]


class QuotationsMenuItem(MenuItem):
    """The entry, for all who may do something with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user has a permission on any page."""
        return bool(user_has_any_page_permission(request.user))


def quotations_item() -> MenuItem:
    """Return the entry in the menu of reports."""
    return QuotationsMenuItem(
        _("Quotations to re-check"),
        reverse_lazy("newsroom_quotations"),
        name="quotations",
        icon_name="openquote",
        order=1150,
    )

"""The calendar's URL patterns and menu entry, for Wagtail's hooks."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from newsroom.editing.calendar.moving import move
from newsroom.editing.calendar.screen import calendar
from newsroom.editing.calendar.subscriptions import subscriptions


def calendar_urls() -> list[URLPattern]:
    """Return the URL patterns below the admin."""
    return [
        path("calendar/", calendar, name="newsroom_calendar"),
        path("calendar/move/<int:page_id>/", move, name="newsroom_calendar_move"),
        path("calendar/subscriptions/", subscriptions, name="newsroom_calendar_subscriptions"),
    ]


def calendar_menu_item() -> MenuItem:
    """Return the entry of the admin's menu, below that of statements."""
    return MenuItem(
        _("Calendar"),
        reverse("newsroom_calendar"),
        name="newsroom-calendar",
        icon_name="calendar",
        order=155,
    )

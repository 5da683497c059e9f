"""The menu "Archive search" of the admin.

Each screen adds its own item: a viewset by `menu_hook = MENU_HOOK`, another view by a function
registered for `MENU_HOOK` that returns its `MenuItem`. Users who see none of the items do not see
the menu.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

MENU_HOOK = "register_archive_search_menu_item"


def archive_search_menu() -> SubmenuMenuItem:
    """Return the menu with every item that was registered for it."""
    return SubmenuMenuItem(
        _("Archive search"),
        Menu(register_hook_name=MENU_HOOK),
        name="archive-search",
        icon_name="search",
        order=280,
    )

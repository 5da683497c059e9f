"""Where in the admin's menu do the screens of archive search stand?

Each screen puts itself there: a viewset by `menu_hook = HOOK`, a view of another kind by a
function registered for `HOOK` that returns its `MenuItem`. Only whoever may see one of them sees
the entry.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

HOOK = "register_archive_search_menu_item"


def archive_search_menu() -> SubmenuMenuItem:
    """Return the entry with everything that was registered for it."""
    return SubmenuMenuItem(
        _("Archive search"),
        Menu(register_hook_name=HOOK),
        name="archive-search",
        icon_name="search",
        order=280,
    )

"""Title column of the list of statements, with a menu of actions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.models import Page

MENU_HOOK = "register_page_listing_more_buttons"


class StatementTitleColumn(PageTitleColumn):
    """The title with its menu."""

    cell_template_name = "newsroom/admin/statement_title.html"

    def get_cell_context_data(self, instance, parent_context):
        """Add the menu's buttons."""
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        next_url = context["actions_next_url"] or parent_context["request"].path
        context["buttons"] = list(_menu(instance, user=user, next_url=next_url))
        return context


def _menu(page: Page, *, user, next_url: str) -> Iterator[ButtonWithDropdown]:
    entries = []
    for hook in hooks.get_hooks(MENU_HOOK):
        entries += [_as_button(entry, user=user) for entry in hook(page, user, next_url)]
    shown = sorted(entry for entry in entries if entry is not None and entry.show)
    if shown:
        label = _("More options for '%(title)s'") % {"title": page.get_admin_display_title()}
        yield ButtonWithDropdown(
            buttons=shown, icon_name="dots-horizontal", attrs={"aria-label": label}
        )


def _as_button(entry: Button | MenuItem, *, user) -> Button | None:
    """Return a hook's entry as a button, None if it is hidden from the user."""
    if not isinstance(entry, MenuItem):
        return entry
    return Button.from_menu_item(entry) if entry.is_shown(user) else None

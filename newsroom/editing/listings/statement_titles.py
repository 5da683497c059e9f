"""What can an editor do with a statement in the list?"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.models import Page
from wagtail_localize.wagtail_hooks import page_listing_more_buttons as localize_buttons

HOOK = "register_page_listing_more_buttons"


class StatementTitleColumn(PageTitleColumn):
    """The title with its menu.

    Wagtail Localize's entries for that menu cost two queries for each row; one entry of our own
    leads to where the same can be done.
    """

    cell_template_name = "newsroom/admin/statement_title.html"

    def get_cell_context_data(self, instance, parent_context):
        """Add the menu's entries."""
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        next_url = context["actions_next_url"] or parent_context["request"].path
        context["buttons"] = list(_buttons(instance, user=user, next_url=next_url))
        return context


def _buttons(page: Page, *, user, next_url: str) -> Iterator[ButtonWithDropdown]:
    entries = []
    for hook in hooks.get_hooks(HOOK):
        if hook is not localize_buttons:
            entries += [_button(entry, user=user) for entry in hook(page, user, next_url)]
    if page.permissions_for_user(user).can_edit():
        entries.append(
            Button(
                _("Translation"),
                reverse("newsroom_translation", args=[page.pk]),
                icon_name="wagtail-localize-language",
                priority=25,
            )
        )
    shown = sorted(entry for entry in entries if entry is not None and entry.show)
    if shown:
        label = _("More options for '%(title)s'") % {"title": page.get_admin_display_title()}
        yield ButtonWithDropdown(
            buttons=shown, icon_name="dots-horizontal", attrs={"aria-label": label}
        )


def _button(entry: Button | MenuItem, *, user) -> Button | None:
    """Return a hook's entry as a button, None where the user may not use it."""
    if not isinstance(entry, MenuItem):
        return entry
    return Button.from_menu_item(entry) if entry.is_shown(user) else None

"""What does archive search add to Wagtail's admin? This only connects."""

from wagtail import hooks

from search.admin.menu import archive_search_menu

hooks.register("register_admin_menu_item", archive_search_menu)

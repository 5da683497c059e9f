"""What does archive search add to Wagtail's admin? This only connects."""

from wagtail import hooks

from search.admin import explaining, queries
from search.admin.menu import HOOK, archive_search_menu

hooks.register("register_admin_menu_item", archive_search_menu)
hooks.register(HOOK, queries.menu_item)
hooks.register("register_admin_urls", queries.urls)
hooks.register(HOOK, explaining.menu_item)
hooks.register("register_admin_urls", explaining.urls)
hooks.register("register_page_header_buttons", explaining.explain_button)

"""What does archive search add to Wagtail's admin? This only connects."""

from wagtail import hooks

from search.admin import alerts, explaining, health, listed_synonyms, queries, words
from search.admin.menu import HOOK, archive_search_menu
from search.admin.overrides import OverrideViewSet
from search.admin.promotions import PromotionViewSet
from search.admin.synonyms import SynonymViewSet

hooks.register("register_admin_menu_item", archive_search_menu)
hooks.register(HOOK, queries.menu_item)
hooks.register("register_admin_urls", queries.urls)
hooks.register(HOOK, explaining.menu_item)
hooks.register("register_admin_urls", explaining.urls)
hooks.register("register_page_header_buttons", explaining.explain_button)
hooks.register(HOOK, health.menu_item)
hooks.register("register_admin_urls", health.urls)
hooks.register("construct_homepage_panels", health.add_panel)
for screen in (alerts, listed_synonyms, words):
    hooks.register(HOOK, screen.menu_item)
    hooks.register("register_admin_urls", screen.urls)


@hooks.register("register_admin_viewset")
def synonyms() -> SynonymViewSet:
    """Add the office's synonyms."""
    return SynonymViewSet()


@hooks.register("register_admin_viewset")
def promotions() -> PromotionViewSet:
    """Add what the office recommends."""
    return PromotionViewSet()


@hooks.register("register_admin_viewset")
def overrides() -> OverrideViewSet:
    """Add the corrections of words."""
    return OverrideViewSet()

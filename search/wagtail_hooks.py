"""Registration of the screens of archive search with Wagtail's admin."""

from wagtail import hooks

from search.admin import alerts, dashboard, explanation, health, listed_synonyms, queries, words
from search.admin.menu import MENU_HOOK, archive_search_menu
from search.admin.overrides import OverrideViewSet
from search.admin.promotions import PromotionViewSet
from search.admin.synonyms import SynonymViewSet

hooks.register("register_admin_menu_item", archive_search_menu)
hooks.register("register_page_header_buttons", explanation.explain_button)
hooks.register("construct_homepage_panels", health.add_panel)
hooks.register("construct_homepage_panels", dashboard.add_panel)
for screen in (queries, explanation, health, alerts, listed_synonyms, words):
    hooks.register(MENU_HOOK, screen.menu_item)
    hooks.register("register_admin_urls", screen.urls)
for viewset in (SynonymViewSet, PromotionViewSet, OverrideViewSet):
    hooks.register("register_admin_viewset", viewset)

"""URL patterns of the public pages of archive search, in each language."""

from django.urls import URLPattern, URLResolver, include, path

from search.alerts import urls as alert_urls
from search.language.localised_paths import localised_path
from search.pages import completions, feed, views

urlpatterns: list[URLPattern | URLResolver] = [
    path(localised_path("search"), views.search, name="search"),
    path(localised_path("search_suggestions"), completions.suggestions, name="search_suggestions"),
    path(localised_path("search_feed"), feed.search_feed, name="search_feed"),
    path(localised_path("search_alerts"), include(alert_urls)),
]

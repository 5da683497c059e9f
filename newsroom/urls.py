"""URL patterns of the newsroom, in addition to those of its pages."""

from django.urls import path, re_path
from wagtail.views import serve

from newsroom.pages import sitemaps
from newsroom.pages.citation_views import follow_citation
from newsroom.pages.embargo_views import open_embargo_link
from newsroom.partners.embeds import urls as embed_urls

# Wagtail's own pattern matches only addresses that end with a slash.
feed_patterns = [
    re_path(r"^((?:[\w\-]+/)*(?:rss\.xml|atom\.xml|feed\.json))$", serve, name="newsroom_feed"),
]

embed_patterns = embed_urls.language_patterns

site_patterns = [
    *embed_urls.site_patterns,
    path("robots.txt", sitemaps.robots, name="newsroom_robots"),
    re_path(r"^s/(?P<citation>[0-9A-Za-z-]{1,60})/?$", follow_citation, name="newsroom_citation"),
    path("embargo/<str:token>/", open_embargo_link, name="newsroom_embargo"),
    path(
        "embargo/<str:token>/<str:language>/", open_embargo_link, name="newsroom_embargo_language"
    ),
    path("sitemap.xml", sitemaps.sitemap_index, name="newsroom_sitemap"),
    path(
        "sitemap-<str:language>-<int:number>.xml",
        sitemaps.sitemap,
        name="newsroom_sitemap_part",
    ),
]

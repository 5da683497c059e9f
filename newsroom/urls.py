"""URL patterns of the newsroom, in addition to those of its pages."""

from django.urls import path, re_path
from wagtail.views import serve

from newsroom.editing.calendar.feed import calendar_feed
from newsroom.editing.rights import bulk_actions, tags
from newsroom.pages import sitemaps
from newsroom.pages.citation_views import follow_citation
from newsroom.pages.embargo_views import embargoed_document, embargoed_picture, open_embargo_link
from newsroom.pages.versions import follow_version, version, version_list
from newsroom.partners.embeds import urls as embed_urls

# These replace Wagtail's views at the same addresses: they come first.
admin_patterns = [
    path(
        "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        bulk_actions.bulk_action,
        name="newsroom_bulk_action",
    ),
    path("admin/tag-autocomplete/", tags.autocomplete, name="newsroom_tag_autocomplete"),
    path(
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        tags.autocomplete,
        name="newsroom_tag_model_autocomplete",
    ),
]

# Wagtail's own pattern matches only addresses that end with a slash.
feed_patterns = [
    re_path(r"^((?:[\w\-]+/)*(?:rss\.xml|atom\.xml|feed\.json))$", serve, name="newsroom_feed"),
]

embed_patterns = embed_urls.language_patterns

_CITATION = r"^s/(?P<citation>[0-9A-Za-z-]{1,60})"
_LANGUAGE = r"/(?P<language>[a-z]{2})"
_VERSION = r"(?P<version>[0-9-]{1,10})"

site_patterns = [
    *embed_urls.site_patterns,
    path("robots.txt", sitemaps.robots, name="newsroom_robots"),
    re_path(rf"{_CITATION}/?$", follow_citation, name="newsroom_citation"),
    re_path(rf"{_CITATION}/v(?:/{_VERSION})?/?$", follow_version, name="newsroom_follow_version"),
    re_path(rf"{_CITATION}{_LANGUAGE}/v/?$", version_list, name="newsroom_version_list"),
    re_path(rf"{_CITATION}{_LANGUAGE}/v/{_VERSION}/?$", version, name="newsroom_version"),
    path("calendar/<str:token>.ics", calendar_feed, name="newsroom_calendar_feed"),
    path("embargo/<str:token>/", open_embargo_link, name="newsroom_embargo"),
    path(
        "embargo/<str:token>/<str:language>/", open_embargo_link, name="newsroom_embargo_language"
    ),
    path(
        "embargo/<str:token>/documents/<str:document>/<str:filename>",
        embargoed_document,
        name="newsroom_embargo_document",
    ),
    path(
        "embargo/<str:token>/media/<path:path>",
        embargoed_picture,
        name="newsroom_embargo_picture",
    ),
    path("sitemap.xml", sitemaps.sitemap_index, name="newsroom_sitemap"),
    path(
        "sitemap-<str:language>-<int:number>.xml",
        sitemaps.sitemap,
        name="newsroom_sitemap_part",
    ),
]

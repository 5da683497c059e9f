"""The root URL configuration."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from config.api import mounting
from config.examples import examples
from config.http import media
from config.http.favicon import favicon
from home.pages.stylesheet import office_css
from home.signin import urls as signin_urls
from newsroom import urls as newsroom_urls
from newsroom.media import documents
from search import urls as search_urls

handler404 = "newsroom.pages.missing.page_not_found"
handler500 = "config.http.errors.server_error"

urlpatterns = [
    *newsroom_urls.admin_patterns,
    *signin_urls.patterns,
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include(mounting.urlpatterns)),
    path("documents/", include(documents)),
    path("favicon.ico", favicon),
    path("media/<path:path>", media.serve, name="media"),
    path("media-access/media/<path:path>", media.check, name="media_access"),
    path("office.css", office_css, name="office_css"),
    *newsroom_urls.site_patterns,
]

if settings.WAGTAIL_API_PREVIEW:
    from config.api import staff

    urlpatterns += staff.urlpatterns

urlpatterns += i18n_patterns(
    *signin_urls.language_patterns,
    *newsroom_urls.feed_patterns,
    *newsroom_urls.embed_patterns,
    *search_urls.urlpatterns,
    path("examples/", examples, name="examples"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

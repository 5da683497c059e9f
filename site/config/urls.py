"""Which address is answered by what?"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from config import api, media
from config.examples import examples
from config.favicon import favicon
from home.stylesheet import office_css
from newsroom import document_urls
from newsroom import urls as newsroom_urls
from search import urls as search_urls

handler500 = "config.errors.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include(api.urlpatterns)),
    path("documents/", include(document_urls)),
    path("favicon.ico", favicon),
    path("media/<path:path>", media.serve, name="media"),
    path("office.css", office_css, name="office_css"),
    *newsroom_urls.site_patterns,
]

if settings.WAGTAIL_API_PREVIEW:
    from config import staff_api

    urlpatterns += staff_api.urlpatterns

urlpatterns += i18n_patterns(
    *newsroom_urls.feed_patterns,
    *newsroom_urls.embed_patterns,
    *search_urls.urlpatterns,
    path("examples/", examples, name="examples"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

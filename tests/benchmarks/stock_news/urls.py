"""The URL patterns of the project, with the feed and Wagtail's API v2."""

from django.urls import path
from news.feeds import NewsFeed
from stock.urls import urlpatterns as project_patterns
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
urlpatterns = [
    path("api/v2/", router.urls),
    path("rss.xml", NewsFeed()),
    *project_patterns,
]

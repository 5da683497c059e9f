"""URL patterns of the API benchmark: Wagtail's API v2 and a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from config import urls
from newsroom.models import ArticlePage


class _TermSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


# The fields that stock Wagtail needs for the same statements.
ArticlePage.api_fields = [
    APIField("date"),
    APIField("summary"),
    APIField("lead_image"),
    APIField("lead_image_alt"),
    APIField("lead_image_caption"),
    APIField("lead_image_credit"),
    APIField("categories", serializer=_TermSerializer(many=True)),
    APIField("topics", serializer=_TermSerializer(many=True)),
    APIField("source_url"),
    APIField("body"),
]
router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)


def bare(request: HttpRequest, size: int) -> HttpResponse:
    """Return a constant response of `size` bytes, through the same middleware."""
    return HttpResponse(_content(size), content_type="application/json")


def _content(size: int) -> bytes:
    return _kept.setdefault(size, b"x" * size)


_kept: dict[int, bytes] = {}
handler500 = urls.handler500
urlpatterns = [
    path("api/v2/", router.urls),
    path("bare/<int:size>/", bare),
    *urls.urlpatterns,
]

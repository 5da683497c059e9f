"""The URL configuration with Wagtail's own API."""

from config import urls as ours
from config.api import staff

handler500 = ours.handler500
urlpatterns = [*staff.urlpatterns, *ours.urlpatterns]

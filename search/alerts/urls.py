"""URL patterns of the alert pages, in each language."""

from django.urls import path

from search.alerts import views
from search.language.localised_paths import localised_path

urlpatterns = [
    path("", views.ask, name="search_alerts"),
    path(localised_path("search_alerts_asked"), views.asked, name="search_alerts_asked"),
    path(localised_path("search_alert_confirm"), views.confirm, name="search_alert_confirm"),
    path(localised_path("search_alert_manage"), views.manage, name="search_alert_manage"),
    path(
        localised_path("search_alert_unsubscribe"),
        views.unsubscribe,
        name="search_alert_unsubscribe",
    ),
]

"""At which addresses do alerts lie, in each language?"""

from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search.alerts import views


def _named(english: str, welsh: str):
    """Return a part of an address that follows the active language."""
    return lazy(lambda: welsh if get_language() == "cy" else english, str)()


urlpatterns = [
    path("", views.ask, name="search_alerts"),
    path(_named("sent/", "anfonwyd/"), views.asked, name="search_alerts_asked"),
    path(
        _named("confirm/<str:token>/", "cadarnhau/<str:token>/"),
        views.confirm,
        name="search_alert_confirm",
    ),
    path(
        _named("manage/<str:token>/", "rheoli/<str:token>/"),
        views.manage,
        name="search_alert_manage",
    ),
    path(
        _named("unsubscribe/<str:token>/", "dad-danysgrifio/<str:token>/"),
        views.unsubscribe,
        name="search_alert_unsubscribe",
    ),
]

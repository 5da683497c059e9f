"""At which addresses does archive search lie, in each language?"""

from django.urls import include, path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search import views
from search.alerts import urls as alert_urls

ADDRESSES = {"en": "search/", "cy": "chwilio/"}
ALERTS = {"en": "search/alerts/", "cy": "chwilio/hysbysiadau/"}


def _named(addresses: dict[str, str]):
    """Return the address that belongs to the active language, whenever it is asked for."""
    return lazy(lambda: addresses[get_language() if get_language() in addresses else "en"], str)()


urlpatterns = [
    path(_named(ADDRESSES), views.search, name="search"),
    path(_named(ALERTS), include(alert_urls)),
]

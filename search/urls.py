"""At which addresses does archive search lie, in each language?"""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search.alerts import urls as alert_urls
from search.pages import completions, feed, views

ADDRESSES = {
    "search": {"en": "search/", "cy": "chwilio/"},
    "search_suggestions": {"en": "search/suggestions", "cy": "chwilio/awgrymiadau"},
    "search_feed": {"en": "search/feed.atom", "cy": "chwilio/ffrwd.atom"},
    "search_alerts": {"en": "search/alerts/", "cy": "chwilio/hysbysiadau/"},
}
VIEWS = {
    "search": views.search,
    "search_suggestions": completions.suggestions,
    "search_feed": feed.search_feed,
}


def _address(name: str):
    """Return the address that belongs to the active language, whenever it is asked for."""
    addresses = ADDRESSES[name]
    return lazy(lambda: addresses[get_language() if get_language() in addresses else "en"], str)()


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(_address(name), view, name=name) for name, view in VIEWS.items()),
    path(_address("search_alerts"), include(alert_urls)),
]

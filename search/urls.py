"""At which address does archive search lie, in each language?"""

from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search import views

ADDRESSES = {"en": "search/", "cy": "chwilio/"}


def _address() -> str:
    return ADDRESSES[get_language() if get_language() in ADDRESSES else "en"]


urlpatterns = [path(lazy(_address, str)(), views.search, name="search")]

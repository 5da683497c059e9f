"""Paths of the public pages of archive search in each language."""

from django.utils.functional import lazy

from newsroom.languages.configured import active_language, default_language

# By URL name and language; those of one alert are below `search_alerts`.
PATHS = {
    "search": {"en": "search/", "cy": "chwilio/"},
    "search_suggestions": {"en": "search/suggestions", "cy": "chwilio/awgrymiadau"},
    "search_feed": {"en": "search/feed.atom", "cy": "chwilio/ffrwd.atom"},
    "search_alerts": {"en": "search/alerts/", "cy": "chwilio/hysbysiadau/"},
    "search_alerts_asked": {"en": "sent/", "cy": "anfonwyd/"},
    "search_alert_confirm": {
        "en": "confirm/<str:token>/",
        "cy": "cadarnhau/<str:token>/",
    },
    "search_alert_manage": {"en": "manage/<str:token>/", "cy": "rheoli/<str:token>/"},
    "search_alert_unsubscribe": {
        "en": "unsubscribe/<str:token>/",
        "cy": "dad-danysgrifio/<str:token>/",
    },
}


def localised_path(name: str) -> str:
    """Return the lazy path of a URL name, which follows the active language."""
    paths = PATHS[name]

    def current_path() -> str:
        return paths.get(active_language()) or paths[default_language()]

    return lazy(current_path, str)()

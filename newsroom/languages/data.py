"""Data of each language: its name, the words in addresses, and the names of months and weekdays.

A further language needs an entry here. Months and weekdays are ours because Django's Welsh
catalogue misspells July.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class LanguageData:
    """Data of one language.

    `news_title`, `news_slug` and `default_categories` are what a new office starts with; the
    categories are in the same order in every language. `address_words` has the words for
    `category`, `topic`, `feeds` and `corrections` below a news index, and for `embed`, `statements`
    and `statement` of embeds. Weekdays begin with Monday.
    """

    name: Promise
    open_graph_locale: str
    news_title: str
    news_slug: str
    default_categories: tuple[str, ...]
    address_words: dict[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


LANGUAGES = {
    "en": LanguageData(
        name=_("English"),
        open_graph_locale="en_GB",
        news_title="News",
        news_slug="news",
        default_categories=("News", "Speeches"),
        address_words={
            "category": "category",
            "topic": "topic",
            "feeds": "feeds",
            "corrections": "corrections",
            "embed": "embed",
            "statements": "statements",
            "statement": "statement",
        },
        weekdays=(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ),
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
    ),
    "cy": LanguageData(
        name=_("Welsh"),
        open_graph_locale="cy_GB",
        news_title="Newyddion",
        news_slug="newyddion",
        default_categories=("Newyddion", "Areithiau"),
        address_words={
            "category": "categori",
            "topic": "pwnc",
            "feeds": "ffrydiau",
            "corrections": "cywiriadau",
            "embed": "mewnblannu",
            "statements": "datganiadau",
            "statement": "datganiad",
        },
        weekdays=(
            "Dydd Llun",
            "Dydd Mawrth",
            "Dydd Mercher",
            "Dydd Iau",
            "Dydd Gwener",
            "Dydd Sadwrn",
            "Dydd Sul",
        ),
        months=(
            "Ionawr",
            "Chwefror",
            "Mawrth",
            "Ebrill",
            "Mai",
            "Mehefin",
            "Gorffennaf",
            "Awst",
            "Medi",
            "Hydref",
            "Tachwedd",
            "Rhagfyr",
        ),
    ),
}


def language_data(language: str) -> LanguageData:
    """Return the data of a language, or of the default language where it has none."""
    return LANGUAGES.get(language) or LANGUAGES[settings.LANGUAGE_CODE]

"""How is a date written in English and in Welsh?

With our own names of months and weekdays: Django's Welsh catalogue misspells July.
"""

import datetime

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "cy": (
        "Dydd Llun",
        "Dydd Mawrth",
        "Dydd Mercher",
        "Dydd Iau",
        "Dydd Gwener",
        "Dydd Sadwrn",
        "Dydd Sul",
    ),
}
MONTHS = {
    "en": (
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
    "cy": (
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
}


def write_short(date: datetime.date, *, language: str) -> str:
    """Return "16 June 2016" or "16 Mehefin 2016"."""
    months = MONTHS.get(language, MONTHS["en"])
    return f"{date.day} {months[date.month - 1]} {date.year}"


def write_long(date: datetime.date, *, language: str) -> str:
    """Return "Thursday 16 June 2016" or "Dydd Iau 16 Mehefin 2016"."""
    weekdays = WEEKDAYS.get(language, WEEKDAYS["en"])
    return f"{weekdays[date.weekday()]} {write_short(date, language=language)}"

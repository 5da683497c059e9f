"""Dates in words, in each language."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone

from newsroom.languages.configured import active_language
from newsroom.languages.data import language_data


def format_short_date(date: datetime.date, *, language: str) -> str:
    """Return "16 June 2016" or "16 Mehefin 2016"."""
    return f"{date.day} {language_data(language).months[date.month - 1]} {date.year}"


def format_long_date(date: datetime.date, *, language: str) -> str:
    """Return "Thursday 16 June 2016" or "Dydd Iau 16 Mehefin 2016"."""
    weekday = language_data(language).weekdays[date.weekday()]
    return f"{weekday} {format_short_date(date, language=language)}"


def format_office_time(moment: datetime.datetime) -> str:
    """Return a moment as "16 June 2016, 09:30 (Europe/London)" in the active language.

    The time zone is the office's, not the editor's.
    """
    local = timezone.localtime(moment, ZoneInfo(settings.TIME_ZONE))
    return f"{formats.date_format(local, 'j F Y, H:i')} ({settings.TIME_ZONE})"


def format_long_office_time(moment: datetime.datetime) -> str:
    """Return a moment as "Thursday 16 June 2016, 09:30 (Europe/London)" in the active language."""
    local = timezone.localtime(moment, ZoneInfo(settings.TIME_ZONE))
    day = format_long_date(local.date(), language=active_language())
    return f"{day}, {local:%H:%M} ({settings.TIME_ZONE})"

"""Times at which digests are due: an hour of the morning in the office's time zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from search.models.alerts import SavedSearch

MONDAY = 0


def next_digest(frequency: str, *, now: datetime) -> datetime:
    """Return the first time after `now` at which a digest of this frequency is due."""
    zone = ZoneInfo(settings.TIME_ZONE)
    day = now.astimezone(zone).date()
    weekly = frequency == SavedSearch.Frequency.WEEKLY
    while True:
        moment = datetime.combine(day, time(settings.SEARCH_ALERTS_HOUR), tzinfo=zone)
        if moment > now and not (weekly and day.weekday() != MONDAY):
            return moment
        day += timedelta(days=1)

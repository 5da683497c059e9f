"""Deprecated paths of the API, announced in response headers (RFC 9745 and RFC 8594).

docs/partners.md promises partners twelve months between the announcement and the end of a path.
"""

import datetime
from dataclasses import dataclass

from django.utils.http import http_date

NOTICE_PERIOD = datetime.timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """The announced end of a path and of all paths below it."""

    since: datetime.date
    until: datetime.date
    successor: str  # full URL or path of the replacement

    def __post_init__(self) -> None:
        """Refuse an end before the promised period is over."""
        if self.until - self.since < NOTICE_PERIOD:
            raise ValueError("Partners were promised twelve months.")

    @property
    def headers(self) -> dict[str, str]:
        """Return the header fields of the announcement."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.until)),
            "Link": f'<{self.successor}>; rel="successor-version"',
        }


# By path prefix; the longest matching prefix applies.
DEPRECATED: dict[str, Deprecation] = {}


def deprecation_of(path: str) -> Deprecation | None:
    """Return the announced end of a path, None without one."""
    matching = [prefix for prefix in DEPRECATED if path.startswith(prefix)]
    return DEPRECATED[max(matching, key=len)] if matching else None


def _seconds(day: datetime.date) -> int:
    moment = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
    return int(moment.timestamp())

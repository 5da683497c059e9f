"""Which addresses of the API will end, when, and what comes instead?

The promise of docs/partners.md, kept by machine: whoever announces an end enters it here, and
every answer below the address bears it (RFC 9745 and RFC 8594).
"""

import datetime
from dataclasses import dataclass

from django.utils.http import http_date

NOTICE = datetime.timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """The announced end of an address and of all below it."""

    since: datetime.date
    until: datetime.date
    instead: str  # full address or path of what replaces it

    def __post_init__(self) -> None:
        """Refuse an end that comes sooner than was promised."""
        if self.until - self.since < NOTICE:
            raise ValueError("Partners were promised twelve months.")

    @property
    def headers(self) -> dict[str, str]:
        """Return the fields that tell of it."""
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.until)),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


# By the beginning of the path; the longest that fits counts.
DEPRECATED: dict[str, Deprecation] = {}


def deprecation_of(path: str) -> Deprecation | None:
    """Return the announced end of an address, None where none is announced."""
    fitting = [prefix for prefix in DEPRECATED if path.startswith(prefix)]
    return DEPRECATED[max(fitting, key=len)] if fitting else None


def _seconds(day: datetime.date) -> int:
    moment = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
    return int(moment.timestamp())

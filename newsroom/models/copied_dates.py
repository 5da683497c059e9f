"""Dates that a copy of a page must not take over."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page

DATES = ("go_live_at", "expire_at")


def past_dates(page: Page) -> list[str]:
    """Return the names of the dates that have passed, in the page or in its newest version."""
    now = timezone.now()
    content = page.latest_revision.content if page.latest_revision_id else {}
    return [
        name
        for name in DATES
        if any(
            moment is not None and moment <= now
            for moment in (getattr(page, name), _moment(content.get(name)))
        )
    ]


def _moment(value: datetime | str | None) -> datetime | None:
    """Return the moment that a revision holds: text, or the value itself when just saved."""
    return parse_datetime(value) if isinstance(value, str) else value

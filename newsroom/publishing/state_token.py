"""Has anything that the API shows changed? One row tells, before any page is read.

A random token, renewed after each change is committed. A reader takes the token first and the
content after it, so a token never stands for older content than it names. Dates of publication
and expiry that pass renew it too, and so does an hour, for changes that announce nothing.
"""

import datetime
import secrets
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from newsroom.models import ContentStamp
from newsroom.visibility.dates import first_date

ROW = 1
PRESENT = (
    f"SELECT token, changed_at, valid_until FROM {ContentStamp._meta.db_table} "  # noqa: S608  (a constant)
    f"WHERE id = {ROW}"
)
LONGEST = datetime.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class State:
    """The present state of everything public."""

    token: str
    changed_at: datetime.datetime

    def last_modified(self, *, now: datetime.datetime) -> int:
        """Return the time of the change in seconds, such that a second change differs.

        HTTP knows whole seconds only. While the second of a change lasts, it is rounded down,
        afterwards up: whoever asked in between is told once more.
        """
        changed = self.changed_at.timestamp()
        return int(changed) + 1 if now.timestamp() >= int(changed) + 1 else int(changed)


def current() -> State:
    """Return the present state. One query, save after a date has passed."""
    # Plain SQL, as every answer asks it: 0.06 ms against 0.55 ms through the ORM (PostgreSQL: 0.22
    # against 1.00 ms), measured with 1,200 statements.
    with connection.cursor() as cursor:
        cursor.execute(PRESENT)
        row = cursor.fetchone()
    if row is not None and _aware(row[2]) > timezone.now():
        return State(token=row[0], changed_at=_aware(row[1]))
    renewed = renew()
    return State(token=renewed.token, changed_at=renewed.changed_at)


def renew() -> ContentStamp:
    """Give the present content a token of its own."""
    now = timezone.now()
    row = ContentStamp(
        pk=ROW, token=secrets.token_hex(8), changed_at=now, valid_until=_next_boundary(now)
    )
    ContentStamp.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["token", "changed_at", "valid_until"],
    )
    return row


def renew_after_commit() -> None:
    """Renew once the present transaction is committed, once however much it changes."""
    waiting = transaction.get_connection().run_on_commit
    if not (waiting and waiting[-1][1] is renew):
        transaction.on_commit(renew, robust=True)


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """Return a moment as read by plain SQL; SQLite keeps none of its zone, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _next_boundary(now: datetime.datetime) -> datetime.datetime:
    """Return the next date of any page, or the time in an hour where that is earlier."""
    latest = now + LONGEST
    return min(latest, first_date(Page.objects.filter(live=True), now=now) or latest)

"""The state token, which changes whenever anything that the API shows may have changed.

It is a random token in one row, renewed after each change is committed. A reader reads the token
before the content, so the content is never older than its token. It is also renewed
when a date of publication or expiry passes, and after an hour, for changes that send no signal.
"""

import datetime
import secrets
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from newsroom.models import ContentStamp
from newsroom.visibility.dates import first_date

ROW_ID = 1
CURRENT_QUERY = (
    f"SELECT token, changed_at, valid_until FROM {ContentStamp._meta.db_table} "  # noqa: S608  (a constant)
    f"WHERE id = {ROW_ID}"
)
MAX_AGE = datetime.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class State:
    """The current state of all public content."""

    token: str
    changed_at: datetime.datetime

    def last_modified(self, *, now: datetime.datetime) -> int:
        """Return the time of the change in whole seconds, so that a second change differs.

        HTTP dates have whole seconds only. During the second of the change the time is rounded
        down, afterwards up. A client that asked within that second is sent the content once more.
        """
        changed = self.changed_at.timestamp()
        return int(changed) + 1 if now.timestamp() >= int(changed) + 1 else int(changed)


def current() -> State:
    """Return the current state. One query, except after a date has passed."""
    # Plain SQL, because every response runs it: 0.06 ms against 0.55 ms through the ORM
    # (PostgreSQL: 0.22 against 1.00 ms), measured with 1,200 statements.
    with connection.cursor() as cursor:
        cursor.execute(CURRENT_QUERY)
        row = cursor.fetchone()
    if row is not None and _aware(row[2]) > timezone.now():
        return State(token=row[0], changed_at=_aware(row[1]))
    renewed = renew()
    return State(token=renewed.token, changed_at=renewed.changed_at)


def renew() -> ContentStamp:
    """Give the current content a new token."""
    now = timezone.now()
    row = ContentStamp(
        pk=ROW_ID, token=secrets.token_hex(8), changed_at=now, valid_until=_valid_until(now)
    )
    ContentStamp.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["token", "changed_at", "valid_until"],
    )
    return row


def renew_after_commit() -> None:
    """Renew the token after the current transaction commits, once for all its changes."""
    waiting = transaction.get_connection().run_on_commit
    if not (waiting and waiting[-1][1] is renew):
        transaction.on_commit(renew, robust=True)


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """Return a moment read by plain SQL with its zone; SQLite stores UTC without one."""
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _valid_until(now: datetime.datetime) -> datetime.datetime:
    """Return the next publication or expiry date of any page, at most an hour after `now`."""
    latest = now + MAX_AGE
    return min(latest, first_date(Page.objects.filter(live=True), now=now) or latest)

"""The report of parts that public pages left out, for operators and the dashboard.

It is kept like a job's heartbeat, so that it needs no other place to look at.
"""

import logging
import threading
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.faults.parts import LeftOut
from newsroom.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

NAME = "page_parts"
LABEL = _("Showing every part of public pages")
SHOWN_FOR = timedelta(days=1)
MAX_NAMED = 5

_lock = threading.Lock()
_recent: dict[LeftOut, float] = {}


def record_left_out(left_out: LeftOut, times: int, **kwargs: object) -> None:
    """Write the parts that this process has left out lately. A receiver of `part_left_out`."""
    with _lock:
        now = time.monotonic()
        _recent.pop(left_out, None)
        _recent[left_out] = now  # the last, so that older ones are dropped first
        for known in list(_recent):
            if now - _recent[known] > SHOWN_FOR.total_seconds() or len(_recent) > MAX_NAMED:
                del _recent[known]
        named = "; ".join(map(str, reversed(_recent)))
    moment = timezone.now()
    values = {
        "interval": SHOWN_FOR,
        "started_at": moment,
        "finished_at": moment,
        "failure": named[:1_000],
    }
    try:
        with transaction.atomic():
            WorkerHeartbeat.objects.update_or_create(job=NAME, defaults=values)
    except (DatabaseError, InterfaceError):
        logger.warning("A part that was left out cannot be reported", exc_info=True)


def is_recent(beat: WorkerHeartbeat, *, now: datetime) -> bool:
    """Return whether the report is of the last day."""
    return beat.finished_at is not None and now - beat.finished_at < SHOWN_FOR


def parts_left_out() -> str:
    """Return the report of the last day, "" where no part was left out. One query."""
    beat = WorkerHeartbeat.objects.filter(job=NAME).first()
    return beat.failure if beat is not None and is_recent(beat, now=timezone.now()) else ""


def forget_left_out() -> None:
    """Forget what this process has left out."""
    with _lock:
        _recent.clear()

"""Counts of the searches on results pages, without any data about the reader.

Each process counts in memory. After a response has been sent, the counts of the last seconds are
added to the database in one short transaction. A database that is locked, read-only or unreachable
delays or loses counts, never a response.
"""

import atexit
import logging
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count, Max, Q, Sum
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from newsroom.worker.lock_timeouts import short_lock_timeout
from search.engines.base import Filters
from search.models.statistics import CountIncrement, QueryCount, add_counts
from search.querying.answers import Answer
from search.querying.request import Question
from search.statistics.line_normalisation import is_private, line_key, normalised_line

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 10.0
FLUSH_LINES = 50
RETRY_SECONDS = 60.0
# Beyond these limits searches are still counted, but no longer by line.
MAX_PENDING = 1_000
MAX_LINES_PER_DAY = 5_000
LOCK_WAIT_MS = 250
# A line is stored in words after this many searches on at least two days, or on one day.
COMMON_SEARCHES = 3
COMMON_IN_ONE_DAY = 10
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|archiv|fetch|scan|monitor|preview|feed|curl|wget|python|java/|go-http"
    r"|libwww|okhttp|headless|lighthouse|facebookexternalhit|whatsapp",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class DailySearch:
    """The searches for one line on one day; `line` is empty where it must not be stored."""

    day: str
    site_id: int
    language: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Numbers of searches: all, those without results, and those that were relaxed."""

    searches: int = 0
    nothing: int = 0
    relaxed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            searches=self.searches + other.searches,
            nothing=self.nothing + other.nothing,
            relaxed=self.relaxed + other.relaxed,
        )


class Buffer:
    """The counts that this process has not written to the database yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flush_lock = threading.Lock()
        self._pending: dict[DailySearch, Tally] = {}
        self._flush_at = float("inf")

    def add(self, search: DailySearch, tally: Tally) -> None:
        """Add a search, and schedule the next flush."""
        with self._lock:
            self._merge(search, tally)
            self._flush_at = min(self._flush_at, time.monotonic() + FLUSH_SECONDS)
            if len(self._pending) == FLUSH_LINES:
                self._flush_at = min(self._flush_at, time.monotonic())

    def is_due(self) -> bool:
        """Return whether it is time to flush."""
        return self._flush_at <= time.monotonic()

    def flush(self) -> bool:
        """Write the counts to the database; return False where it cannot be written to now.

        The counts then stay in memory until the next flush.
        """
        if not self._flush_lock.acquire(blocking=False):
            return True
        try:
            with self._lock:
                taken, self._pending, self._flush_at = self._pending, {}, float("inf")
            if not taken:
                return True
            try:
                _write(taken)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("searches could not be counted now: %s", type(error).__name__)
                with self._lock:
                    for search, tally in taken.items():
                        self._merge(search, tally)
                    self._flush_at = time.monotonic() + RETRY_SECONDS
                return False
            return True
        finally:
            self._flush_lock.release()

    def _merge(self, search: DailySearch, tally: Tally) -> None:
        if search not in self._pending and len(self._pending) >= MAX_PENDING:
            search = replace(search, line="")
        self._pending[search] = self._pending.get(search, Tally()) + tally


buffer = Buffer()


def count_search(request: HttpRequest, *, question: Question, answer: Answer) -> None:
    """Count a search on the results page, unless it was no reader's or was counted before."""
    line = normalised_line(question.line)
    if not (line and question.site and settings.SEARCH_STATISTICS_DAYS):
        return
    if question.page > 1 or not _is_reader(request) or _is_refinement(request, line):
        return
    search = DailySearch(
        day=timezone.localdate().isoformat(),
        site_id=question.site.pk,
        language=question.language,
        line="" if is_private(line) else line,
    )
    # With filters, the words may not be the reason why nothing was found.
    nothing = not answer.total and question.filters == Filters()
    buffer.add(search, Tally(searches=1, nothing=int(nothing), relaxed=int(answer.relaxed)))


def _is_reader(request: HttpRequest) -> bool:
    """Return whether the request is a reader's: no robot, no prefetch, no session of an editor."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and bool(agent)
        and ROBOTS.search(agent) is None
        and "prefetch" not in purpose
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _is_refinement(request: HttpRequest, line: str) -> bool:
    """Return whether the request comes from the same search, by a filter, order or page link."""
    before, _, parameters = request.headers.get("Referer", "").partition("?")
    return (
        before.endswith(request.path)
        and normalised_line(QueryDict(parameters).get("q", "")) == line
    )


@receiver(request_finished)
def _after_response(**kwargs: object) -> None:
    if buffer.is_due():
        buffer.flush()
        # Django closes old connections at the same signal, before this one was opened again.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


atexit.register(lambda: buffer.flush())


def _write(pending: Mapping[DailySearch, Tally]) -> None:
    lines = {
        line_key(search.line, site_id=search.site_id, language=search.language): search.line
        for search in pending
        if search.line
    }
    with short_lock_timeout(LOCK_WAIT_MS), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
        add_counts(_increments(pending, known=_known_keys(lines)))
        _store_common_lines(lines)


def _known_keys(keys: Iterable[str]) -> frozenset[str]:
    """Return those of the keys that are in the database."""
    found = QueryCount.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return frozenset(found.distinct())


def _increments(
    pending: Mapping[DailySearch, Tally], *, known: frozenset[str]
) -> list[CountIncrement]:
    """Return the increments of rows. Lines beyond `MAX_LINES_PER_DAY` are added without a key."""
    first = min(search.day for search in pending)
    room: dict[tuple[str, int, str], int] = {}
    for day, site_id, language, count in (
        QueryCount.objects.filter(day__gte=first)
        .values_list("day", "site_id", "language")
        .annotate(count=Count("pk"))
    ):
        room[day.isoformat(), site_id, language] = MAX_LINES_PER_DAY - count
    totals: dict[tuple[str, int, str, str], Tally] = {}
    for search, tally in pending.items():
        key = line_key(search.line, site_id=search.site_id, language=search.language)
        place = (search.day, search.site_id, search.language)
        left = room.setdefault(place, MAX_LINES_PER_DAY)
        if not search.line or (key not in known and left <= 0):
            key = ""
        elif key not in known:
            room[place] = left - 1
        totals[*place, key] = totals.get((*place, key), Tally()) + tally
    return [
        CountIncrement(
            day=day,
            site_id=site_id,
            language=language,
            key=key,
            searches=tally.searches,
            nothing=tally.nothing,
            relaxed=tally.relaxed,
        )
        for (day, site_id, language, key), tally in totals.items()
    ]


def _store_common_lines(lines: Mapping[str, str]) -> None:
    """Store the words of those lines that have become common."""
    totals = (
        QueryCount.objects.filter(key__in=list(lines))
        .order_by("key")
        .values("key")
        .annotate(
            total=Sum("searches"),
            days=Count("day"),
            most=Max("searches"),
            wordless=Count("pk", filter=Q(line="")),
        )
    )
    for row in totals:
        often = row["total"] >= COMMON_SEARCHES and row["days"] > 1
        if row["wordless"] and (often or row["most"] >= COMMON_IN_ONE_DAY):
            QueryCount.objects.filter(key=row["key"], line="").update(line=lines[row["key"]])

"""How is a search counted without slowing it, failing it or remembering who asked?

In memory first; after a response has been sent, what has gathered for some seconds is added to the
database in one short transaction. A database that is locked, read-only or away costs counts alone.
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
from search.statistics.line_rules import is_private, key_of, tidied

logger = logging.getLogger(__name__)

GATHER_SECONDS = 10.0
GATHER_LINES = 50
REST_SECONDS = 60.0
# Beyond these, searches are counted, but their lines no longer kept apart.
MOST_WAITING = 1_000
MOST_A_DAY = 5_000
LOCK_WAIT = 250  # milliseconds
# A line is written down once it was searched for so often on two days, or on one busy day.
COMMON = 3
COMMON_ON_ONE_DAY = 10
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|archiv|fetch|scan|monitor|preview|feed|curl|wget|python|java/|go-http"
    r"|libwww|okhttp|headless|lighthouse|facebookexternalhit|whatsapp",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Search:
    """One line on one day; `line` is empty where it must not be kept."""

    day: str
    site_id: int
    language: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How often, and with which success."""

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
    """What this process has not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[Search, Tally] = {}
        self._due = float("inf")

    def add(self, search: Search, tally: Tally) -> None:
        """Remember a search."""
        with self._lock:
            self._merge(search, tally)
            self._due = min(self._due, time.monotonic() + GATHER_SECONDS)
            if len(self._waiting) == GATHER_LINES:
                self._due = min(self._due, time.monotonic())

    def is_due(self) -> bool:
        """Return whether it is time to write."""
        return self._due <= time.monotonic()

    def flush(self) -> bool:
        """Write what has gathered; False where the database would not take it now."""
        if not self._writing.acquire(blocking=False):
            return True
        try:
            with self._lock:
                taken, self._waiting, self._due = self._waiting, {}, float("inf")
            if not taken:
                return True
            try:
                _write(taken)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("searches could not be counted now: %s", type(error).__name__)
                with self._lock:
                    for search, tally in taken.items():
                        self._merge(search, tally)
                    self._due = time.monotonic() + REST_SECONDS
                return False
            return True
        finally:
            self._writing.release()

    def _merge(self, search: Search, tally: Tally) -> None:
        if search not in self._waiting and len(self._waiting) >= MOST_WAITING:
            search = replace(search, line="")
        self._waiting[search] = self._waiting.get(search, Tally()) + tally


buffer = Buffer()


def count_search(request: HttpRequest, *, question: Question, answer: Answer) -> None:
    """Count what a reader searched for, if a reader did."""
    line = tidied(question.line)
    if not (line and question.site and settings.SEARCH_STATISTICS_DAYS):
        return
    if question.page > 1 or not _is_reader(request) or _is_click_in_results(request, line):
        return
    search = Search(
        day=timezone.localdate().isoformat(),
        site_id=question.site.pk,
        language=question.language,
        line="" if is_private(line) else line,
    )
    # Where filters were chosen, the words may not be why nothing was found.
    nothing = not answer.total and question.filters == Filters()
    buffer.add(search, Tally(searches=1, nothing=int(nothing), relaxed=int(answer.relaxed)))


def _is_reader(request: HttpRequest) -> bool:
    """Return whether a person asked: no robot, no prefetching browser, no editor at work."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and bool(agent)
        and ROBOTS.search(agent) is None
        and "prefetch" not in purpose
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _is_click_in_results(request: HttpRequest, line: str) -> bool:
    """Return whether the reader came from the same search: a filter, an order, a page."""
    before, _, parameters = request.headers.get("Referer", "").partition("?")
    return before.endswith(request.path) and tidied(QueryDict(parameters).get("q", "")) == line


@receiver(request_finished)
def _after_response(**kwargs: object) -> None:
    if buffer.is_due():
        buffer.flush()
        # Django has looked after connections already, before this one was used.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


atexit.register(lambda: buffer.flush())


def _write(waiting: Mapping[Search, Tally]) -> None:
    lines = {
        key_of(search.line, site_id=search.site_id, language=search.language): search.line
        for search in waiting
        if search.line
    }
    with short_lock_timeout(LOCK_WAIT), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT}")
        add_counts(_counted(waiting, known=_known(lines)))
        _write_down_common(lines)


def _known(keys: Iterable[str]) -> frozenset[str]:
    """Return those of the keys that some day has."""
    found = QueryCount.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return frozenset(found.distinct())


def _counted(waiting: Mapping[Search, Tally], *, known: frozenset[str]) -> list[CountIncrement]:
    """Return what to add; new lines only as far as the day has room for them."""
    first = min(search.day for search in waiting)
    room: dict[tuple, int] = {}
    for day, site_id, language, count in (
        QueryCount.objects.filter(day__gte=first)
        .values_list("day", "site_id", "language")
        .annotate(count=Count("pk"))
    ):
        room[day.isoformat(), site_id, language] = MOST_A_DAY - count
    totals: dict[tuple[str, int, str, str], Tally] = {}
    for search, tally in waiting.items():
        key = key_of(search.line, site_id=search.site_id, language=search.language)
        place = (search.day, search.site_id, search.language)
        left = room.setdefault(place, MOST_A_DAY)
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


def _write_down_common(lines: Mapping[str, str]) -> None:
    """Write the words of those lines that have become common."""
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
        often = row["total"] >= COMMON and row["days"] > 1
        if row["wordless"] and (often or row["most"] >= COMMON_ON_ONE_DAY):
            QueryCount.objects.filter(key=row["key"], line="").update(line=lines[row["key"]])

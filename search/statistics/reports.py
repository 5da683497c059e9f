"""Reports on readers' searches: totals, totals by week, and the most frequent lines."""

import datetime
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from search.models.statistics import QueryCount

PERIODS = (7, 28, 91, 364)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The searches of a report: of some sites, in a language ("" for all), in `days` to `last`."""

    site_ids: tuple[int, ...]
    language: str
    days: int
    last: datetime.date

    @property
    def first(self) -> datetime.date:
        """Return the first day of the scope."""
        return self.last - datetime.timedelta(days=self.days - 1)

    def rows(self, *, days: int) -> "QuerySet[QueryCount]":
        """Return the counts of the given number of days up to `last`."""
        first = self.last - datetime.timedelta(days=days - 1)
        rows = QueryCount.objects.filter(site__in=self.site_ids, day__gte=first, day__lte=self.last)
        return rows.filter(language=self.language) if self.language else rows


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All searches of a scope; `unnamed` are those whose words are not stored."""

    searches: int
    nothing: int
    relaxed: int
    unnamed: int


@dataclass(frozen=True, kw_only=True)
class Week:
    """The searches of one week."""

    monday: datetime.date
    searches: int
    nothing: int


class LineCounts(TypedDict):
    """The searches for one line in a scope; `previous` are those of the period before it."""

    site_id: int
    language: str
    line: str
    total: int
    without_results: int
    relaxed_total: int
    previous: int


def total_counts(scope: Scope) -> Totals:
    """Return the totals of a scope. One query."""
    sums = scope.rows(days=scope.days).aggregate(
        total=Coalesce(Sum("searches"), 0),
        without_results=Coalesce(Sum("nothing"), 0),
        relaxed_total=Coalesce(Sum("relaxed"), 0),
        unnamed=Coalesce(Sum("searches", filter=Q(line="")), 0),
    )
    return Totals(
        searches=sums["total"],
        nothing=sums["without_results"],
        relaxed=sums["relaxed_total"],
        unnamed=sums["unnamed"],
    )


def weekly_counts(scope: Scope) -> list[Week]:
    """Return every week of the scope, including those without searches. One query."""
    rows = {
        row["week"]: row
        for row in scope.rows(days=scope.days)
        .order_by()
        .annotate(week=TruncWeek("day"))
        .values("week")
        .annotate(total=Sum("searches"), without_results=Sum("nothing"))
    }
    monday = scope.first - datetime.timedelta(days=scope.first.weekday())
    weeks = []
    while monday <= scope.last:
        row = rows.get(monday)
        weeks.append(
            Week(
                monday=monday,
                searches=row["total"] if row else 0,
                nothing=row["without_results"] if row else 0,
            )
        )
        monday += datetime.timedelta(days=7)
    return weeks


def line_counts(scope: Scope, *, outcome: str) -> "QuerySet[QueryCount, LineCounts]":
    """Return the stored lines of a scope with their counts, the most frequent first.

    `outcome` limits them to those that found nothing ("nothing") or no statement with all words
    ("relaxed").
    """
    now = Q(day__gte=scope.first)
    rows = (
        scope.rows(days=2 * scope.days)
        .exclude(line="")
        .order_by()
        .values("site_id", "language", "line")
        .annotate(
            total=Coalesce(Sum("searches", filter=now), 0),
            without_results=Coalesce(Sum("nothing", filter=now), 0),
            relaxed_total=Coalesce(Sum("relaxed", filter=now), 0),
            previous=Coalesce(Sum("searches", filter=~now), 0),
        )
        .filter(total__gt=0)
    )
    if outcome == "nothing":
        rows = rows.filter(without_results__gt=0).order_by("-without_results", "-total", "line")
    elif outcome == "relaxed":
        rows = rows.filter(relaxed_total__gt=0).order_by("-relaxed_total", "-total", "line")
    else:
        rows = rows.order_by("-total", "line")
    return rows.order_by(*rows.query.order_by, "language", "site_id")

"""What did readers search for, how often, and what did they not find?"""

import datetime
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from search.models.statistics import QueryCount

PERIODS = (7, 28, 91, 364)
SHOWN = ("all", "nothing", "relaxed")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose searches, in which language (empty for both), over how many days to `last`."""

    site_ids: tuple[int, ...]
    language: str
    days: int
    last: datetime.date

    @property
    def first(self) -> datetime.date:
        """Return the first day."""
        return self.last - datetime.timedelta(days=self.days - 1)

    def rows(self, *, days: int) -> QuerySet[QueryCount]:
        """Return the counts of so many days to the last."""
        first = self.last - datetime.timedelta(days=days - 1)
        rows = QueryCount.objects.filter(site__in=self.site_ids, day__gte=first, day__lte=self.last)
        return rows.filter(language=self.language) if self.language else rows


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All searches of a scope; `unnamed` are those whose words were not written down."""

    searches: int
    nothing: int
    relaxed: int
    unnamed: int


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a scope."""

    monday: datetime.date
    searches: int
    nothing: int


def totals(scope: Scope) -> Totals:
    """Return the totals. One query."""
    sums = scope.rows(days=scope.days).aggregate(
        every=Coalesce(Sum("searches"), 0),
        without=Coalesce(Sum("nothing"), 0),
        partly=Coalesce(Sum("relaxed"), 0),
        unnamed=Coalesce(Sum("searches", filter=Q(line="")), 0),
    )
    return Totals(
        searches=sums["every"],
        nothing=sums["without"],
        relaxed=sums["partly"],
        unnamed=sums["unnamed"],
    )


def weeks(scope: Scope) -> list[Week]:
    """Return every week of the scope, those without searches too. One query."""
    found = {
        row["week"]: row
        for row in scope.rows(days=scope.days)
        .order_by()
        .annotate(week=TruncWeek("day"))
        .values("week")
        .annotate(every=Sum("searches"), without=Sum("nothing"))
    }
    monday = scope.first - datetime.timedelta(days=scope.first.weekday())
    every = []
    while monday <= scope.last:
        row = found.get(monday, {"every": 0, "without": 0})
        every.append(Week(monday=monday, searches=row["every"], nothing=row["without"]))
        monday += datetime.timedelta(days=7)
    return every


def lines(scope: Scope, *, shown: str) -> QuerySet:
    """Return the lines of a scope, the most frequent first, beside the same time before.

    `shown` keeps those that found nothing ("nothing") or no statement with all words ("relaxed").
    """
    now = Q(day__gte=scope.first)
    rows = (
        scope.rows(days=2 * scope.days)
        .exclude(line="")
        .order_by()
        .values("site_id", "language", "line")
        .annotate(
            count=Coalesce(Sum("searches", filter=now), 0),
            without=Coalesce(Sum("nothing", filter=now), 0),
            partly=Coalesce(Sum("relaxed", filter=now), 0),
            before=Coalesce(Sum("searches", filter=~now), 0),
            latest=Max("day"),
        )
        .filter(count__gt=0)
    )
    if shown == "nothing":
        rows = rows.filter(without__gt=0).order_by("-without", "-count", "line")
    elif shown == "relaxed":
        rows = rows.filter(partly__gt=0).order_by("-partly", "-count", "line")
    else:
        rows = rows.order_by("-count", "line")
    return rows.order_by(*rows.query.order_by, "language", "site_id")

"""Retention of the counts of searches: the worker deletes old days and merges rare lines."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search.models.statistics import CountIncrement, QueryCount, add_counts

# A line that has not become common within this time loses its key.
RARE_LINE_DAYS = 31
BATCH_SIZE = 2_000


def apply_retention() -> str:
    """Delete old counts and merge rare lines; return what was done, empty for nothing."""
    today = timezone.localdate()
    retention = datetime.timedelta(days=settings.SEARCH_STATISTICS_DAYS)
    deleted, _by_model = QueryCount.objects.filter(day__lt=today - retention).delete()
    merged = 0
    while count := _merge_rare_lines(before=today - datetime.timedelta(days=RARE_LINE_DAYS)):
        merged += count
    if not (deleted or merged):
        return ""
    return f"{deleted} counts of searches forgotten, {merged} folded together"


@transaction.atomic
def _merge_rare_lines(*, before: datetime.date) -> int:
    """Add one batch of rare lines to the row of their day without a key; return how many."""
    rare = list(
        QueryCount.objects.filter(day__lt=before, line="")
        .exclude(key="")
        .order_by("pk")
        .select_for_update()[:BATCH_SIZE]
    )
    sums: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rare:
        total = sums[row.day.isoformat(), row.site_id, row.language]
        for index, number in enumerate((row.searches, row.nothing, row.relaxed)):
            total[index] += number
    if rare:
        add_counts(
            CountIncrement(
                day=day,
                site_id=site_id,
                language=language,
                key="",
                searches=searches,
                nothing=nothing,
                relaxed=relaxed,
            )
            for (day, site_id, language), (searches, nothing, relaxed) in sums.items()
        )
        QueryCount.objects.filter(pk__in=[row.pk for row in rare]).delete()
    return len(rare)

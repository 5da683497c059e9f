"""How long are counts of searches kept? The worker folds rare lines and forgets old days."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from search.models.statistics import CountIncrement, QueryCount, add_counts

# A line that has not become common within this time loses even its fingerprint.
WAITING_DAYS = 31
BATCH = 2_000


def tidy_up() -> str:
    """Fold and forget what is old enough; return what was done, empty for nothing."""
    today = timezone.localdate()
    kept = datetime.timedelta(days=settings.SEARCH_STATISTICS_DAYS)
    forgotten, _each = QueryCount.objects.filter(day__lt=today - kept).delete()
    folded = 0
    while count := _fold(before=today - datetime.timedelta(days=WAITING_DAYS)):
        folded += count
    if not (forgotten or folded):
        return ""
    return f"{forgotten} counts of searches forgotten, {folded} folded together"


@transaction.atomic
def _fold(*, before: datetime.date) -> int:
    """Add one batch of rare lines to their day's row without a key; return how many."""
    rare = list(
        QueryCount.objects.filter(day__lt=before, line="")
        .exclude(key="")
        .order_by("pk")
        .select_for_update()[:BATCH]
    )
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rare:
        total = sums[row.day.isoformat(), row.site_id, row.language]
        for place, number in enumerate((row.searches, row.nothing, row.relaxed)):
            total[place] += number
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

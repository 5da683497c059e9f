"""Arrivals: when each statement became public for the first time, by position in the change feed.

The newsroom's change feed records every way in which a statement becomes public: publication,
schedule, a lifted restriction, an import. The first time of each is stored here.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from newsroom.models import Change
from newsroom.partners.changes.sequencing import current_feed
from search.models.alerts import Arrival

BATCH_SIZE = 1000
# An engine can be asked about this many pages at once; of more, only the latest are searched.
MAX_ARRIVALS = 50_000


def feed_position() -> int:
    """Return the present end of the change feed; statements after it are new."""
    return current_feed().head


def record_arrivals() -> int:
    """Store the statements that became public for the first time since the last call.

    Returns how many changes were read.
    """
    known = Arrival.objects.filter(page_id=OuterRef("page_id"), site_id=OuterRef("site_id"))
    last = Arrival.objects.order_by("-position").values_list("position", flat=True).first() or 0
    # The feed has only the last change of old statements, so a change of any kind counts, except
    # a withdrawal.
    changes = (
        Change.objects.filter(position__gt=last)
        .exclude(kind__in=Change.GONE)
        .exclude(Exists(known))
        .order_by("position")
    )
    count = 0
    while batch := list(changes[:BATCH_SIZE]):
        Arrival.objects.bulk_create(_first_arrivals(batch), ignore_conflicts=True)
        count += len(batch)
    return count


def _first_arrivals(changes: Iterable[Change]) -> list[Arrival]:
    arrivals: dict[tuple[int, int], Arrival] = {}
    for change in changes:
        arrivals.setdefault(
            (change.page_id, change.site_id),
            Arrival(
                page_id=change.page_id,
                site_id=change.site_id,
                language=change.language,
                position=change.position,
            ),
        )
    return list(arrivals.values())


def arrived_page_ids(
    *, site_id: int, languages: Sequence[str], after: int, until: int
) -> tuple[int, ...]:
    """Return the ids of the pages that arrived after one position and up to another."""
    rows = Arrival.objects.filter(
        site_id=site_id, language__in=languages, position__gt=after, position__lte=until
    )
    return tuple(rows.order_by("-position").values_list("page_id", flat=True)[:MAX_ARRIVALS])

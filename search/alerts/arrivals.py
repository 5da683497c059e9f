"""Which statements are new, and in which order did they become public?

The newsroom's change feed says what became public, however that came about: published, at its
time, by a restriction that was lifted, by an import. Here the first time of each is kept.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from newsroom.models import Change
from newsroom.partners.changes.sequencing import current_feed
from search.models.alerts import Arrival

BATCH = 1000
# As many as an engine can be asked about at once; of more, the latest count.
MOST_NEW = 50_000


def feed_position() -> int:
    """Return the present end of the change feed: what comes later is new."""
    return current_feed().head


def note_arrivals() -> int:
    """Keep what became public for the first time since this was last asked; return how many."""
    known = Arrival.objects.filter(page_id=OuterRef("page_id"), site_id=OuterRef("site_id"))
    last = Arrival.objects.order_by("-position").values_list("position", flat=True).first() or 0
    # Of what happened long ago only the last change is there, so any but the gone will do.
    changes = (
        Change.objects.filter(position__gt=last)
        .exclude(kind__in=Change.GONE)
        .exclude(Exists(known))
        .order_by("position")
    )
    count = 0
    while found := list(changes[:BATCH]):
        Arrival.objects.bulk_create(_first_of_each(found), ignore_conflicts=True)
        count += len(found)
    return count


def _first_of_each(changes: Iterable[Change]) -> list[Arrival]:
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


def arrived(*, site_id: int, languages: Sequence[str], after: int, until: int) -> tuple[int, ...]:
    """Return the numbers of the pages that came between two places of the feed."""
    rows = Arrival.objects.filter(
        site_id=site_id, language__in=languages, position__gt=after, position__lte=until
    )
    return tuple(rows.order_by("-position").values_list("page_id", flat=True)[:MOST_NEW])

"""Record of engine outages, which the worker updates every half minute."""

from django.utils import timezone

from search.engines.base import EngineUnavailableError
from search.engines.selection import engines
from search.indexing import missing_indexes
from search.models import EngineOutage, OutboxEntry


def check_engines() -> str:
    """Record which engines are unavailable or back; return what changed, empty for nothing.

    Indexes that are lost or damaged while their engine is available are queued for a rebuild.
    """
    outages = {outage.engine: outage for outage in EngineOutage.objects.all()}
    changes = []
    for name, target in engines().items():
        try:
            changes += [f"{index} is lost" for index in missing_indexes.request_rebuilds(target)]
        except EngineUnavailableError as error:
            if name not in outages:
                EngineOutage.objects.get_or_create(
                    engine=name, defaults={"error": str(error)[:2000]}
                )
                changes.append(f"{name} is away")
            outages.pop(name, None)
    for name, outage in outages.items():
        # Until it has written the changes that it missed, the engine finds removed statements.
        OutboxEntry.objects.filter(engine=name, version=None, attempts__gt=0).update(
            next_try_at=timezone.now()
        )
        outage.delete()
        changes.append(f"{name} is back")
    return ", ".join(changes)

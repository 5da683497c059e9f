"""Since when is an engine away? The worker asks each every half minute and remembers.

An index that is gone or damaged while its engine is there is made anew.
"""

from django.utils import timezone

from search.engines.base import EngineUnavailableError
from search.engines.selection import engines
from search.indexing import missing_indexes
from search.models import EngineOutage, OutboxEntry


def watch() -> str:
    """Record which engines are away or back, and have lost indexes made; return what changed."""
    known = {outage.engine: outage for outage in EngineOutage.objects.all()}
    changes = []
    for name, target in engines().items():
        try:
            changes += [f"{index} is lost" for index in missing_indexes.request_rebuilds(target)]
        except EngineUnavailableError as error:
            if name not in known:
                EngineOutage.objects.get_or_create(
                    engine=name, defaults={"error": str(error)[:2000]}
                )
                changes.append(f"{name} is away")
            known.pop(name, None)
    for name, outage in known.items():
        # Until it is told what it missed, it shows what was taken out of statements meanwhile.
        OutboxEntry.objects.filter(engine=name, version=None, attempts__gt=0).update(
            next_try_at=timezone.now()
        )
        outage.delete()
        changes.append(f"{name} is back")
    return ", ".join(changes)

"""What does the worker do for search, beside working off the outbox?"""

from search.analysis import LANGUAGES
from search.engines.base import EngineUnavailableError
from search.engines.chosen import engines
from search.indexing import find_drift, needs_rebuild, rebuild, repair


def keep_up() -> str:
    """Rebuild what must be rebuilt and repair what has drifted; return what was done."""
    done = []
    unavailable: EngineUnavailableError | None = None
    for target in engines().values():
        for language in LANGUAGES:
            try:
                if needs_rebuild(target, language):
                    count = rebuild(target, language)
                    done.append(f"{target.name}/{language}: rebuilt with {count} statements")
                    continue
                drift = find_drift(target, language)
                if drift.page_ids:
                    repair(target, drift)
                    done.append(
                        f"{target.name}/{language}: repaired {len(drift.missing)} missing, "
                        f"{len(drift.stale)} stale, {len(drift.extra)} extra"
                    )
            except EngineUnavailableError as error:
                # The other engine and language are still to be looked after.
                unavailable = error
    if unavailable is not None:
        raise unavailable
    return "; ".join(done)

"""The worker's regular maintenance of the indexes."""

from datetime import timedelta

from django.utils import timezone

from search.curation import overrides, state_tokens
from search.engines.base import EngineUnavailableError
from search.engines.selection import engines
from search.health import tasks
from search.indexing.rebuild import needs_rebuild
from search.language import analysis
from search.language.analysis import LANGUAGES
from search.models.curation import CuratedState

# Several corrections in a row lead to one rebuild, not to one for each.
QUIET_PERIOD = timedelta(seconds=20)
# By engine and language: the version of the analysis that its index is known to have.
_checked_versions: dict[tuple[str, str], str] = {}


def reconcile_all() -> str:
    """Reconcile every index, and delete old task records; return what was done."""
    done = []
    unavailable: EngineUnavailableError | None = None
    for target in engines().values():
        for language in LANGUAGES:
            try:
                done.append(tasks.reconcile_index(target, language))
            except EngineUnavailableError as error:
                # The other indexes are reconciled before the error is raised.
                unavailable = error
    tasks.delete_old_tasks()
    if unavailable is not None:
        raise unavailable
    return "; ".join(filter(None, done))


def rebuild_corrected_indexes() -> str:
    """Rebuild the indexes whose lemmas editors have corrected, after the quiet period.

    The present index answers until then. One query where nothing was corrected.
    """
    kinds = {overrides.state_kind(language): language for language in LANGUAGES}
    changed = CuratedState.objects.filter(
        kind__in=kinds, changed_at__lte=timezone.now() - QUIET_PERIOD
    ).values_list("kind", flat=True)
    languages = [kinds[kind] for kind in changed.order_by("kind")]
    done = []
    if languages:
        state_tokens.reload_changed()
    unavailable: EngineUnavailableError | None = None
    for target in engines().values():
        for language in languages:
            version = analysis.version(language)
            if _checked_versions.get((target.name, language)) == version:
                continue
            try:
                if needs_rebuild(target, language):
                    done.append(tasks.rebuild_index(target, language))
                _checked_versions[target.name, language] = version
            except EngineUnavailableError as error:
                unavailable = error
    if unavailable is not None:
        raise unavailable
    return "; ".join(done)

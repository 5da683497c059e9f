"""What does the worker do for search, beside working off the outbox?"""

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

# An editor who corrects several words in a row wants one new index, not one for each.
PAUSE = timedelta(seconds=20)
# By engine and language: the version that its index is known to be made with.
_followed: dict[tuple[str, str], str] = {}


def keep_up() -> str:
    """Rebuild what must be rebuilt and repair what has drifted; return what was done."""
    done = []
    unavailable: EngineUnavailableError | None = None
    for target in engines().values():
        for language in LANGUAGES:
            try:
                done.append(tasks.look_after(target, language))
            except EngineUnavailableError as error:
                # The other engine and language are still to be looked after.
                unavailable = error
    tasks.forget_old()
    if unavailable is not None:
        raise unavailable
    return "; ".join(filter(None, done))


def follow_corrections() -> str:
    """Make the indexes anew whose words editors have corrected, once they pause.

    The present index answers meanwhile. One query where nothing was corrected.
    """
    kinds = {overrides.state_kind(language): language for language in LANGUAGES}
    rested = CuratedState.objects.filter(
        kind__in=kinds, changed_at__lte=timezone.now() - PAUSE
    ).values_list("kind", flat=True)
    languages = [kinds[kind] for kind in rested.order_by("kind")]
    done = []
    if languages:
        state_tokens.reload_changed()
    unavailable: EngineUnavailableError | None = None
    for target in engines().values():
        for language in languages:
            version = analysis.version(language)
            if _followed.get((target.name, language)) == version:
                continue
            try:
                if needs_rebuild(target, language):
                    done.append(tasks.make_anew(target, language))
                _followed[target.name, language] = version
            except EngineUnavailableError as error:
                unavailable = error
    if unavailable is not None:
        raise unavailable
    return "; ".join(done)

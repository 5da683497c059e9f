"""Is an index gone or damaged, though there are statements for it? Then the worker makes it anew.

Nothing may be written into an index that is gone as if it had only begun: with the few statements
that changed since, it would pass for the whole archive.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from newsroom.models import ArticlePage
from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError
from search.language.analysis import LANGUAGES
from search.models import DUE, IndexTask, OutboxEntry

# What could not be made, for want of room on the disk perhaps, is not tried again before.
PAUSE = timedelta(minutes=10)


def have_made_anew(target: Engine) -> list[str]:
    """Have the worker look at the indexes of an engine that are lost; return what was asked for.

    Raises EngineUnavailableError where the engine cannot tell.
    """
    lost = [language for language in LANGUAGES if _is_lost(target, language)]
    return [f"{target.name}/{language}" for language in lost if _ask_for(target, language)]


def refuse_parts(target: Engine, generations: Sequence[str]) -> None:
    """Raise EngineUnavailableError where an index is gone that held more than the outbox has.

    `generations` are those of the languages in their order.
    """
    gone = [
        language
        for language, generation in zip(LANGUAGES, generations, strict=True)
        if not generation and _has_more_than_outbox(target, language)
    ]
    for language in gone:
        _ask_for(target, language)
    if gone:
        raise EngineUnavailableError(f"index_not_found: {', '.join(gone)} must be made anew")


def _is_lost(target: Engine, language: str) -> bool:
    try:
        return not target.status(language).generation and _statements(language).exists()
    except DamagedIndexError:
        return True


def _statements(language: str) -> QuerySet[ArticlePage]:
    return ArticlePage.objects.filter(locale__language_code=language).public_now()


def _has_more_than_outbox(target: Engine, language: str) -> bool:
    """Return whether there are statements that the outbox will not bring: it has all at first."""
    coming = OutboxEntry.objects.filter(engine=target.name, version=None).exclude(reason=DUE)
    return _statements(language).exclude(pk__in=coming.values("page_id")).exists()


def _ask_for(target: Engine, language: str) -> bool:
    """Ask the worker to compare an index, which makes a lost one anew; False where it was asked."""
    tried = Q(finished_at=None) | Q(finished_at__gt=timezone.now() - PAUSE) & ~Q(error="")
    if IndexTask.objects.filter(tried, engine=target.name, language=language).exists():
        return False
    IndexTask.objects.create(engine=target.name, language=language, kind=IndexTask.Kind.COMPARE)
    return True

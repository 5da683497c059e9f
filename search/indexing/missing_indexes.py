"""Detection of missing or damaged indexes, which the worker then rebuilds.

Changed statements must not be written to a new index in place of a missing one: with these few
statements it would seem to be the whole archive.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from newsroom.models import ArticlePage
from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError
from search.language.analysis import LANGUAGES
from search.models import DUE, IndexTask, OutboxEntry

# A failed rebuild, on a full disk perhaps, is not retried earlier.
PAUSE = timedelta(minutes=10)


def request_rebuilds(target: Engine) -> list[str]:
    """Request a rebuild of an engine's missing or damaged indexes; return the requested ones.

    Raises EngineUnavailableError where the engine cannot be reached.
    """
    missing = [language for language in LANGUAGES if _is_missing_or_damaged(target, language)]
    return [f"{target.name}/{language}" for language in missing if _request(target, language)]


def refuse_partial_indexes(target: Engine, generations: Sequence[str]) -> None:
    """Raise EngineUnavailableError where an index is missing and the outbox would not complete it.

    `generations` has the generation of each language, in the order of LANGUAGES. The rebuild is
    requested as well.
    """
    missing = [
        language
        for language, generation in zip(LANGUAGES, generations, strict=True)
        if not generation and _has_more_than_outbox(target, language)
    ]
    for language in missing:
        _request(target, language)
    if missing:
        raise EngineUnavailableError(f"index_not_found: {', '.join(missing)} must be made anew")


def _is_missing_or_damaged(target: Engine, language: str) -> bool:
    try:
        return not target.status(language).generation and _statements(language).exists()
    except DamagedIndexError:
        return True


def _statements(language: str) -> "QuerySet[ArticlePage]":
    statements: QuerySet[ArticlePage]
    statements = ArticlePage.objects.filter(locale__language_code=language).public_now()
    return statements


def _has_more_than_outbox(target: Engine, language: str) -> bool:
    """Return whether there are statements without an outbox row; a new archive has rows for all."""
    waiting = OutboxEntry.objects.filter(engine=target.name, version=None).exclude(reason=DUE)
    return _statements(language).exclude(pk__in=waiting.values("page_id")).exists()


def _request(target: Engine, language: str) -> bool:
    """Request a comparison, which rebuilds a missing index; False where one is already due."""
    requested = Q(finished_at=None) | Q(finished_at__gt=timezone.now() - PAUSE) & ~Q(error="")
    if IndexTask.objects.filter(requested, engine=target.name, language=language).exists():
        return False
    IndexTask.objects.create(engine=target.name, language=language, kind=IndexTask.Kind.COMPARE)
    return True

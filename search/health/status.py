"""The present state of the engines, their indexes and their outbox.

Reading it calls each engine, which may take as long as the setting ELASTICSEARCH_TIMEOUT allows,
and takes a fixed number of database queries.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.languages.configured import language_name
from newsroom.worker.jobs import worker_is_running
from search.curation import state_tokens
from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError, IndexStatus
from search.engines.selection import engines
from search.indexing.rebuild import count_public, is_outdated
from search.language import analysis
from search.models import DUE, IndexingRun, OutboxEntry
from search.models.health import EngineOutage, IndexTask

RECENT_TASKS = 200
# A change with fewer attempts is not reported, since it may well succeed at the next one.
FAILING_ATTEMPTS = 3
# Sentences for editors, by pattern of an engine's error.
ERROR_SENTENCES = [
    (r"no longer|away a moment ago|Connection|Timeout|timed out", _("It cannot be reached.")),
    (r"\b(401|403)\b|security_exception", _("It does not admit Lectern: check user and key.")),
    (r"\b404\b|index_not_found", _("It has no index yet.")),
    (r"\b(429|503)\b|rejected", _("It has too much to do.")),
    (r"disk|No space|readonly|read-only|flood_stage", _("It cannot write: its disk may be full.")),
    (r"malformed|not a database|DamagedIndexError", _("Its file is damaged.")),
    (r"locked", _("Its file is in use by something else.")),
]


@dataclass(frozen=True, kw_only=True)
class OutboxState:
    """The changes that wait to be written to an engine; `failing` have failed several times."""

    waiting: int = 0
    failing: int = 0
    since: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, kw_only=True)
class IndexState:
    """The state of an engine's index of one language.

    `task` is the task that waits or runs, `last_task` the last that has finished.
    """

    engine: str
    language: str
    public: int
    status: IndexStatus | None
    is_outdated: bool
    error: str
    task: IndexTask | None
    last_task: IndexTask | None

    @property
    def language_name(self) -> Promise:
        """Return the name of the language."""
        return language_name(self.language)

    @property
    def plain_error(self) -> str | Promise:
        """Return the error in a sentence for editors."""
        return explain_error(self.error)

    @property
    def is_healthy(self) -> bool:
        """Return whether the index is current and has as many statements as are public."""
        return self.status is not None and not self.is_outdated and not self.difference

    @property
    def difference(self) -> int:
        """Return by how many statements the index differs from those that are public."""
        return abs(self.status.statements - self.public) if self.status else 0


@dataclass(frozen=True, kw_only=True)
class EngineState:
    """The state of an engine."""

    name: str
    is_available: bool
    outage: EngineOutage | None
    outbox: OutboxState
    indexes: tuple[IndexState, ...]

    @property
    def plain_error(self) -> str | Promise:
        """Return the last error of the outbox in a sentence for editors."""
        return explain_error(self.outbox.last_error)


@dataclass(frozen=True, kw_only=True)
class Health:
    """The state of archive search. `active_engine` is the one that answers readers, "" for none."""

    active_engine: str
    engines: tuple[EngineState, ...]
    worker_runs: bool


def read_health() -> Health:
    """Return the present state, from the engines and the database."""
    state_tokens.reload_changed()
    tasks = _Tasks()
    outbox = read_outbox()
    outages = {outage.engine: outage for outage in EngineOutage.objects.all()}
    public = {language: count_public(language) for language in analysis.LANGUAGES}
    newest = IndexingRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    states: list[EngineState] = []
    for name, target in engines().items():
        indexes = tuple(
            _index(target, language, public=public[language], newest=newest, tasks=tasks)
            for language in analysis.LANGUAGES
        )
        states.append(
            EngineState(
                name=name,
                is_available=all(index.status is not None for index in indexes),
                outage=outages.get(name),
                outbox=outbox.get(name, OutboxState()),
                indexes=indexes,
            )
        )
    return Health(
        active_engine=next((state.name for state in states if state.is_available), ""),
        engines=tuple(states),
        worker_runs=worker_is_running(),
    )


def read_outbox() -> dict[str, OutboxState]:
    """Return the state of the outbox by engine. One query, and one for each failing engine."""
    now = timezone.now()
    due = OutboxEntry.objects.filter(version=None).filter(
        Q(next_try_at__lte=now) | Q(attempts__gt=0)
    )
    rows = (
        due.order_by()
        .values("engine")
        .annotate(
            waiting=Count("pk"),
            failing=Count("pk", filter=Q(attempts__gte=FAILING_ATTEMPTS)),
            since=Min("created_at", filter=~Q(reason=DUE)),
        )
    )
    return {
        row["engine"]: OutboxState(
            waiting=row["waiting"],
            failing=row["failing"],
            since=row["since"],
            last_error=_last_error(row["engine"]) if row["failing"] else "",
        )
        for row in rows
    }


def explain_error(error: str) -> str | Promise:
    """Return a sentence for editors about an engine's error, "" for no error."""
    if not error:
        return ""
    for pattern, sentence in ERROR_SENTENCES:
        if re.search(pattern, error, re.IGNORECASE):
            return sentence
    return _("Something went wrong there.")


def _last_error(engine: str) -> str:
    failing = OutboxEntry.objects.filter(engine=engine, version=None, attempts__gt=0)
    return failing.order_by("-next_try_at").values_list("last_error", flat=True).first() or ""


def _index(
    target: Engine, language: str, *, public: int, newest: int, tasks: "_Tasks"
) -> IndexState:
    status, error, is_damaged = None, "", False
    try:
        status = target.status(language)
    except DamagedIndexError as failure:
        error, is_damaged = f"DamagedIndexError: {failure}", True
    except EngineUnavailableError as failure:
        error = str(failure)
    return IndexState(
        engine=target.name,
        language=language,
        public=public,
        status=status,
        is_outdated=is_damaged or (status is not None and is_outdated(status, newest=newest)),
        error=error,
        task=tasks.unfinished.get((target.name, language)),
        last_task=tasks.finished.get((target.name, language)),
    )


class _Tasks:
    """The first unfinished and the last finished task, by engine and language."""

    def __init__(self) -> None:
        self.unfinished: dict[tuple[str, str], IndexTask] = {}
        self.finished: dict[tuple[str, str], IndexTask] = {}
        for task in IndexTask.objects.filter(finished_at=None).order_by("pk"):
            self.unfinished.setdefault((task.engine, task.language), task)
        finished = IndexTask.objects.exclude(finished_at=None).order_by("-finished_at")
        for task in finished[:RECENT_TASKS]:
            self.finished.setdefault((task.engine, task.language), task)

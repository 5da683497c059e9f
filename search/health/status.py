"""How are the indexes, the outbox and the engines this moment?

Asks each engine, which may take as long as the setting ELASTICSEARCH_TIMEOUT allows, and the
database in a fixed number of queries.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.worker.jobs import worker_is_running
from search.curation import state_tokens
from search.engines.base import DamagedIndexError, Engine, EngineUnavailableError, IndexStatus
from search.engines.selection import engines
from search.indexing.rebuild import count_public, is_outdated
from search.language import analysis
from search.models import IndexingRun, OutboxEntry
from search.models.health import EngineOutage, IndexTask

RECENT = 200
# Sooner, a change that failed may just as well succeed at the next try.
FAILED_OFTEN = 3
PLAIN = [
    (r"no longer|away a moment ago|Connection|Timeout|timed out", _("It cannot be reached.")),
    (r"\b(401|403)\b|security_exception", _("It does not admit Lectern: check user and key.")),
    (r"\b404\b|index_not_found", _("It has no index yet.")),
    (r"\b(429|503)\b|rejected", _("It has too much to do.")),
    (r"disk|No space|readonly|read-only|flood_stage", _("It cannot write: its disk may be full.")),
    (r"malformed|not a database|DamagedIndexError", _("Its file is damaged.")),
    (r"locked", _("Its file is in use by something else.")),
]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What an engine has yet to be told."""

    waiting: int = 0
    failing: int = 0
    since: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, kw_only=True)
class IndexState:
    """One engine's index of one language."""

    engine: str
    language: str
    public: int
    status: IndexStatus | None
    is_outdated: bool
    error: str
    task: IndexTask | None
    last: IndexTask | None

    @property
    def plain_error(self) -> Any:
        """Return the error in words."""
        return plain(self.error)

    @property
    def is_in_order(self) -> bool:
        """Return whether nothing is wrong with it."""
        return self.status is not None and not self.is_outdated and not self.differs

    @property
    def differs(self) -> int:
        """Return by how many statements it holds more or fewer than are public."""
        return abs(self.status.statements - self.public) if self.status else 0


@dataclass(frozen=True, kw_only=True)
class EngineState:
    """One engine."""

    name: str
    answers: bool
    outage: EngineOutage | None
    outbox: Waiting
    indexes: tuple[IndexState, ...]

    @property
    def plain_error(self) -> Any:
        """Return why the outbox cannot be worked off, in words."""
        return plain(self.outbox.last_error)


@dataclass(frozen=True, kw_only=True)
class Health:
    """Everything. `answering` is the engine that readers are answered by, "" for none."""

    answering: str
    engines: tuple[EngineState, ...]
    worker_runs: bool


def read_health() -> Health:
    """Ask the engines and the database."""
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
                answers=all(index.status is not None for index in indexes),
                outage=outages.get(name),
                outbox=outbox.get(name, Waiting()),
                indexes=indexes,
            )
        )
    return Health(
        answering=next((state.name for state in states if state.answers), ""),
        engines=tuple(states),
        worker_runs=worker_is_running(),
    )


def read_outbox() -> dict[str, Waiting]:
    """Return what waits, by engine. A query, and one for each engine with failures."""
    now = timezone.now()
    due = OutboxEntry.objects.filter(version=None).filter(
        Q(next_try_at__lte=now) | Q(attempts__gt=0)
    )
    rows = (
        due.order_by()
        .values("engine")
        .annotate(
            waiting=Count("pk"),
            failing=Count("pk", filter=Q(attempts__gte=FAILED_OFTEN)),
            since=Min("created_at", filter=~Q(reason="due")),
        )
    )
    return {
        row["engine"]: Waiting(
            waiting=row["waiting"],
            failing=row["failing"],
            since=row["since"],
            last_error=_last_error(row["engine"]) if row["failing"] else "",
        )
        for row in rows
    }


def plain(error: str) -> Any:
    """Return what an engine's error means, in words; nothing for no error."""
    if not error:
        return ""
    for pattern, sentence in PLAIN:
        if re.search(pattern, error, re.IGNORECASE):
            return sentence
    return _("Something went wrong there.")


def _last_error(engine: str) -> str:
    failing = OutboxEntry.objects.filter(engine=engine, version=None, attempts__gt=0)
    return failing.order_by("-next_try_at").values_list("last_error", flat=True).first() or ""


def _index(
    target: Engine, language: str, *, public: int, newest: int, tasks: "_Tasks"
) -> IndexState:
    status, error, damaged = None, "", False
    try:
        status = target.status(language)
    except DamagedIndexError as failure:
        error, damaged = f"DamagedIndexError: {failure}", True
    except EngineUnavailableError as failure:
        error = str(failure)
    return IndexState(
        engine=target.name,
        language=language,
        public=public,
        status=status,
        is_outdated=damaged or (status is not None and is_outdated(status, newest=newest)),
        error=error,
        task=tasks.unfinished.get((target.name, language)),
        last=tasks.finished.get((target.name, language)),
    )


class _Tasks:
    """The tasks that wait or run, and the last that ended, by engine and language."""

    def __init__(self) -> None:
        self.unfinished: dict[tuple[str, str], IndexTask] = {}
        self.finished: dict[tuple[str, str], IndexTask] = {}
        for task in IndexTask.objects.filter(finished_at=None).order_by("pk"):
            self.unfinished.setdefault((task.engine, task.language), task)
        for task in IndexTask.objects.exclude(finished_at=None).order_by("-finished_at")[:RECENT]:
            self.finished.setdefault((task.engine, task.language), task)

"""The database models of archive search.

Holds the outbox, curated words, saved searches, index health and search statistics, each in its own
module. May import `search.language` only.
"""

from search.models.alerts import Arrival, AskingCount, SavedSearch
from search.models.curation import (
    CuratedState,
    LemmaOverride,
    PromotedResult,
    SynonymGroup,
    SynonymOff,
)
from search.models.health import EngineOutage, IndexTask
from search.models.outbox import DUE, IndexingRun, OutboxEntry
from search.models.statistics import QueryCount

__all__ = [
    "DUE",
    "Arrival",
    "AskingCount",
    "CuratedState",
    "EngineOutage",
    "IndexTask",
    "IndexingRun",
    "LemmaOverride",
    "OutboxEntry",
    "PromotedResult",
    "QueryCount",
    "SavedSearch",
    "SynonymGroup",
    "SynonymOff",
]

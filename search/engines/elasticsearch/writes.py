"""Bulk writes to an index.

Every write carries an external version, so that the server itself refuses late ones.
"""

from collections.abc import Iterable

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.documents import prepared
from search.engines.entries import Entry

BATCH = 500
LATE, GONE = 409, 404
# Of one page in a bulk: the index may not be written to, is gone, or is overloaded.
UNAVAILABLE_STATUSES = frozenset({403, 404, 429, 503})


def upsert_action(entry: Entry, *, version: int) -> dict[str, object]:
    """Return the bulk action that writes an entry's document."""
    source = prepared(entry, version=version)
    return {"_op_type": "index", "_id": str(entry.page_id), "_source": source}


def delete_action(page_id: int) -> dict[str, object]:
    """Return the bulk action that deletes a page's document."""
    return {"_op_type": "delete", "_id": str(page_id)}


def send(
    client: Elasticsearch,
    actions: Iterable[dict[str, object]],
    *,
    index: str,
    version: int,
    refresh: bool = False,
    require_alias: bool = False,
) -> None:
    """Send bulk actions; late writes and deletions of missing documents are not errors.

    Raises EngineUnavailableError where the index cannot be written to now, and ValueError for a
    document that Elasticsearch rejects.
    """
    versioned = (
        {"_index": index, "version": version, "version_type": "external", **action}
        for action in actions
    )
    for succeeded, item in streaming_bulk(
        client,
        versioned,
        raise_on_error=False,
        chunk_size=BATCH,
        refresh=refresh,
        require_alias=require_alias,
    ):
        ((kind, outcome),) = item.items()
        status = outcome["status"]
        if succeeded or status == LATE or (kind, status) == ("delete", GONE):
            continue
        reason = f"{status}: {outcome.get('error')}"
        if status in UNAVAILABLE_STATUSES:
            raise EngineUnavailableError(reason)
        raise ValueError(f"Elasticsearch refused page {outcome['_id']}: {reason}")

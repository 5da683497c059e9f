"""Lookups of one statement: its indexed version and its score for a query."""

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.base import IndexedPage, PageScore, Query
from search.engines.elasticsearch.queries import request_body

# Scores have single precision; a smaller difference is a tie.
TIE = 1e-6


def indexed_page(client: Elasticsearch, page_id: int, *, index: str) -> IndexedPage | None:
    """Return the version and fingerprint of a page in the index; None where it is not indexed."""
    try:
        found = client.get(index=index, id=str(page_id), source_includes=["fingerprint"])
    except NotFoundError as error:
        if error.body.get("found") is False:
            return None
        raise
    return IndexedPage(
        page_id=page_id,
        version=found["_version"],
        fingerprint=found["_source"]["fingerprint"],
    )


def page_score(
    client: Elasticsearch, query: Query, page_id: int, *, index: str
) -> PageScore | None:
    """Return the score of a page and how many pages score higher; None where it does not match."""
    body = request_body(query, facets=False)
    filters = [body["post_filter"]] if "post_filter" in body else []
    only = {"ids": {"values": [str(page_id)]}}
    request: dict[str, object] = {
        "_source": False,
        "sort": [{"_score": "desc"}],
        "track_total_hits": True,
    }
    own = {"bool": {"must": [body["query"]], "filter": [*filters, only]}}
    hits = client.search(index=index, body={**request, "query": own, "size": 1})["hits"]["hits"]
    if not hits:
        return None
    score = hits[0]["_score"] or 0.0
    every = {"bool": {"must": [body["query"]], "filter": filters}}
    higher = client.search(
        index=index,
        body={**request, "query": every, "size": 0, "min_score": score * (1 + TIE) + TIE},
    )
    return PageScore(score=score, higher=higher["hits"]["total"]["value"])

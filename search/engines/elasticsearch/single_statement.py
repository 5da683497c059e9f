"""What does Elasticsearch know of one statement: what it holds, and how high a query ranks it?"""

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.base import Query, Scored, Stored
from search.engines.elasticsearch.queries import request_body

# Scores are single-precision; what is nearer than this is a tie.
TIE = 1e-6


def held(client: Elasticsearch, page_id: int, *, index: str) -> Stored | None:
    """Return the version and fingerprint that the index has of a page."""
    try:
        found = client.get(index=index, id=str(page_id), source_includes=["fingerprint"])
    except NotFoundError as error:
        if error.body.get("found") is False:
            return None
        raise
    return Stored(
        page_id=page_id,
        version=found["_version"],
        fingerprint=found["_source"]["fingerprint"],
    )


def scored(client: Elasticsearch, query: Query, page_id: int, *, index: str) -> Scored | None:
    """Return the score of a page and how many pages score higher; None where it is not hit."""
    body = request_body(query, facets=False)
    body |= {"_source": False, "sort": [{"_score": "desc"}]}
    chosen = body.pop("post_filter", None)
    filters = [chosen] if chosen else []
    inner = body["query"]
    only = {"ids": {"values": [str(page_id)]}}
    body["query"] = {"bool": {"must": [inner], "filter": [*filters, only]}}
    hits = client.search(index=index, body={**body, "size": 1})["hits"]["hits"]
    if not hits:
        return None
    score = hits[0]["_score"] or 0.0
    body["query"] = {"bool": {"must": [inner], "filter": filters}}
    higher = client.search(
        index=index, body={**body, "size": 0, "min_score": score * (1 + TIE) + TIE}
    )
    return Scored(score=score, higher=higher["hits"]["total"]["value"])

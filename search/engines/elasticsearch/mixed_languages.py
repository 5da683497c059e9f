"""How are the indexes of several languages asked as one by Elasticsearch, and its answer read?

Each language keeps its own query, filters and word statistics; only the order is common.
"""

from collections.abc import Mapping

from search.engines.base import Query, Together
from search.engines.elasticsearch.queries import read_facets, read_hit, request_body


def together_body(queries: tuple[Query, ...], *, aliases: Mapping[str, str], facets: bool) -> dict:
    """Return the body of a request that each index answers by its own language's query."""
    bodies = {query.language: request_body(query, facets=facets) for query in queries}
    inside = {language: _inside(aliases[language]) for language in bodies}
    rules = {language: body.get("post_filter") for language, body in bodies.items()}
    return {
        "query": _either(
            [
                {"bool": {"must": [body["query"]], "filter": [inside[language]]}}
                for language, body in bodies.items()
            ]
        ),
        "post_filter": _either(
            [
                {"bool": {"filter": [inside[language], *([rule] if rule else [])]}}
                for language, rule in rules.items()
            ]
        ),
        "sort": bodies[queries[0].language]["sort"],
        "track_total_hits": True,
        "aggs": {
            language: {
                "filter": inside[language],
                "aggs": {
                    "found": {"filter": rules[language] or {"match_all": {}}},
                    **body.get("aggs", {}),
                },
            }
            for language, body in bodies.items()
        },
    }


def read_together(answer: Mapping, *, aliases: Mapping[str, str], facets: bool) -> Together:
    """Return the answer; the name of a hit's index tells its language."""
    counted = answer["aggregations"]
    return Together(
        hits=tuple(
            read_hit(one, language=_language(one["_index"], aliases=aliases))
            for one in answer["hits"]["hits"]
        ),
        totals={language: counted[language]["found"]["doc_count"] for language in aliases},
        facets={language: read_facets(counted[language]) for language in aliases} if facets else {},
    )


def _inside(alias: str) -> dict:
    """Match the documents of the index that an alias leads to."""
    return {"term": {"_index": alias}}


def _either(rules: list[dict]) -> dict:
    return {"bool": {"should": rules, "minimum_should_match": 1}}


def _language(index: str, *, aliases: Mapping[str, str]) -> str:
    return next(language for language, alias in aliases.items() if index.startswith(f"{alias}-"))

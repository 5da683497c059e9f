"""Mixed-language search: the indexes of several languages, queried in one request.

Each language has its own query, filters and word statistics; only the order is common.
"""

from collections.abc import Mapping

from search.engines.base import MixedLanguageResults, Query
from search.engines.elasticsearch.queries import Rule, read_facets, read_hit, request_body
from search.engines.elasticsearch.responses import MixedLanguageAnswer


def mixed_languages_body(
    queries: tuple[Query, ...], *, aliases: Mapping[str, str], facets: bool
) -> dict[str, object]:
    """Return the body of a request in which each index answers its own language's query."""
    bodies = {query.language: request_body(query, facets=facets) for query in queries}
    of_index = {language: _in_index(aliases[language]) for language in bodies}
    rules = {language: body.get("post_filter") for language, body in bodies.items()}
    return {
        "query": _either(
            [
                {"bool": {"must": [body["query"]], "filter": [of_index[language]]}}
                for language, body in bodies.items()
            ]
        ),
        "post_filter": _either(
            [
                {"bool": {"filter": [of_index[language], *([rule] if rule else [])]}}
                for language, rule in rules.items()
            ]
        ),
        "sort": bodies[queries[0].language]["sort"],
        "track_total_hits": True,
        "aggs": {
            language: {
                "filter": of_index[language],
                "aggs": {
                    "found": {"filter": rules[language] or {"match_all": {}}},
                    **body.get("aggs", {}),
                },
            }
            for language, body in bodies.items()
        },
    }


def read_mixed_results(
    answer: MixedLanguageAnswer, *, aliases: Mapping[str, str], facets: bool
) -> MixedLanguageResults:
    """Return the results; the name of a hit's index determines its language."""
    counts = answer["aggregations"]
    return MixedLanguageResults(
        hits=tuple(
            read_hit(hit, language=_language(hit["_index"], aliases=aliases))
            for hit in answer["hits"]["hits"]
        ),
        totals={language: counts[language]["found"]["doc_count"] for language in aliases},
        facets={language: read_facets(counts[language]) for language in aliases} if facets else {},
    )


def _in_index(alias: str) -> Rule:
    """Return a rule for the documents of the index that an alias points to."""
    return {"term": {"_index": alias}}


def _either(rules: list[Rule]) -> Rule:
    return {"bool": {"should": rules, "minimum_should_match": 1}}


def _language(index: str, *, aliases: Mapping[str, str]) -> str:
    return next(language for language, alias in aliases.items() if index.startswith(f"{alias}-"))

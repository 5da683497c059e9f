"""The translation of a query into Elasticsearch's query DSL, and of its answer into results."""

import datetime
import itertools
from collections.abc import Mapping, Sequence
from typing import TypedDict

from search.engines.base import (
    FACETS,
    FIELD_WEIGHTS,
    MAX_PHRASES,
    RECENCY_BOOST,
    RECENCY_DAYS,
    FacetCount,
    Hit,
    Query,
)
from search.engines.elasticsearch.responses import Aggregation, RawHit
from search.engines.entries import TermLabel
from search.language.analysis import AnalysedText
from search.language.query_terms import QueryTerm

# A clause of the query DSL.
Rule = dict[str, object]

TITLE, BODY, TITLE_LEMMAS, BODY_LEMMAS = FIELD_WEIGHTS
SURFACE = [f"title^{TITLE}", f"body^{BODY}"]
LEMMAS = [f"title_lemmas^{TITLE_LEMMAS}", f"body_lemmas^{BODY_LEMMAS}"]
MAX_FACET_VALUES = 1000
SORTS: dict[str, list[Rule]] = {
    "relevance": [{"_score": "desc"}, {"date": "desc"}, {"page": "desc"}],
    "newest": [{"date": "desc"}, {"page": "desc"}],
    "oldest": [{"date": "asc"}, {"page": "asc"}],
}


class RequestBody(TypedDict, total=False):
    """The body of a search request, without offset and limit."""

    query: Rule
    sort: list[Rule]
    track_total_hits: bool
    post_filter: Rule
    aggs: Rule


def request_body(query: Query, *, facets: bool) -> RequestBody:
    """Return the body of a search request, without offset and limit."""
    chosen = _chosen(query)
    by_score = query.groups and query.sort == "relevance"
    body: RequestBody = {
        "query": _with_recency(_query(query), query) if by_score else _query(query),
        "sort": SORTS[query.sort if by_score or query.sort != "relevance" else "newest"],
        "track_total_hits": True,
    }
    if chosen:
        body["post_filter"] = {"bool": {"filter": list(chosen.values())}}
    if facets:
        body["aggs"] = {
            name: {
                "filter": {
                    "bool": {"filter": [rule for other, rule in chosen.items() if other != name]}
                },
                "aggs": {"values": {"terms": {"field": name, "size": MAX_FACET_VALUES}}},
            }
            for name in FACETS
        }
    return body


def _query(query: Query) -> Rule:
    filters: list[Rule] = []
    if query.site_id is not None:
        filters.append({"term": {"site": query.site_id}})
    if query.only_pages is not None:
        # Not by `ids`, which accepts 10,000 at most.
        filters.append({"terms": {"page": list(query.only_pages)}})
    days = {
        sign: day.isoformat()
        for sign, day in (("gte", query.filters.date_from), ("lte", query.filters.date_to))
        if day is not None
    }
    if days:
        filters.append({"range": {"date": days}})
    groups = [any_of([_term(term) for term in group]) for group in query.groups]
    clauses: Rule = {"filter": filters, "must_not": [_term(term) for term in query.excluded]}
    if query.match_any and groups:
        clauses |= {"should": groups, "minimum_should_match": 1}
    else:
        # Adjacent words only raise the score: `must` requires each of them anyway.
        clauses |= {"must": groups, "should": [_lemma_phrases(term) for term in query.neighbours]}
    return {"bool": clauses}


def _chosen(query: Query) -> dict[str, Rule]:
    """Return a rule for each facet that the query filters by."""
    filters = query.filters
    values = {"category": filters.categories, "topic": filters.topics, "year": filters.years}
    return {name: {"terms": {name: list(chosen)}} for name, chosen in values.items() if chosen}


def _with_recency(inner: Rule, query: Query) -> Rule:
    if not query.recency:
        return inner
    decay = {
        "date": {
            "origin": query.today.isoformat(),
            "scale": f"{RECENCY_DAYS:.0f}d",
            "decay": 0.5,
        }
    }
    return {
        "function_score": {
            "query": inner,
            "functions": [{"weight": 1.0}, {"exp": decay, "weight": RECENCY_BOOST}],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def any_of(clauses: list[Rule]) -> Rule:
    """Return a rule that matches where one of the clauses does."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _term(term: QueryTerm) -> Rule:
    surface = (
        _words(SURFACE, term.words[:1]) if len(term.words) == 1 else phrase(SURFACE, term.words)
    )
    return any_of([_lemma_phrases(term), surface]) if term.lemmas else surface


def _lemma_phrases(term: QueryTerm) -> Rule:
    if len(term.lemmas) == 1:
        return _words(LEMMAS, term.lemmas[0])
    phrases = itertools.islice(itertools.product(*term.lemmas), MAX_PHRASES)
    return any_of([phrase(LEMMAS, words) for words in phrases])


def _words(fields: list[str], words: tuple[str, ...]) -> Rule:
    """Return a rule for any of the words, scored over both fields as if they were one."""
    return {"combined_fields": {"query": " ".join(words), "fields": fields, "operator": "or"}}


def phrase(fields: Sequence[str], words: Sequence[str]) -> Rule:
    """Return a rule for consecutive words in one of the fields."""
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": list(fields)}}


def read_hit(hit: RawHit, *, language: str) -> Hit:
    """Return a hit of Elasticsearch's answer.

    An index of an earlier version stores no analysed words, until it is rebuilt.
    """
    source = hit["_source"]
    shown = source["shown"]
    return Hit(
        page_id=int(hit["_id"]),
        score=hit.get("_score") or 0.0,
        title=shown["title"],
        summary=shown["summary"],
        text=shown["text"],
        date=datetime.date.fromisoformat(source["date"]),
        language=language,
        analysed_title=AnalysedText(
            words=source.get("title", ""), lemmas=source.get("title_lemmas", "")
        ),
        analysed_body=AnalysedText(
            words=source.get("body", ""), lemmas=source.get("body_lemmas", "")
        ),
        categories=tuple(TermLabel(**label) for label in shown["categories"]),
        topics=tuple(TermLabel(**label) for label in shown["topics"]),
    )


def read_facets(aggregations: Mapping[str, Aggregation]) -> dict[str, tuple[FacetCount, ...]]:
    """Return the counts of each facet: terms by count, years from the latest."""
    facets = {}
    for name in FACETS:
        counts = [
            FacetCount(value=str(bucket["key"]), count=bucket["doc_count"])
            for bucket in aggregations[name]["values"]["buckets"]
        ]
        if name == "year":
            counts.sort(key=lambda facet: facet.value, reverse=True)
        else:
            counts.sort(key=lambda facet: (-facet.count, facet.value))
        facets[name] = tuple(counts)
    return facets

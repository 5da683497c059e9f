"""How is a query said to Elasticsearch, and its answer read?"""

import datetime
import itertools
from collections.abc import Mapping

from search.engines.base import (
    FACETS,
    MOST_PHRASES,
    RECENCY_BOOST,
    RECENCY_DAYS,
    WEIGHTS,
    FacetCount,
    Hit,
    Query,
    Term,
    Typed,
)
from search.indexing.documents import TermLabel
from search.language.analysis import Analysed

TITLE, BODY, TITLE_LEMMAS, BODY_LEMMAS = WEIGHTS
SURFACE = [f"title^{TITLE}", f"body^{BODY}"]
LEMMAS = [f"title_lemmas^{TITLE_LEMMAS}", f"body_lemmas^{BODY_LEMMAS}"]
MOST_VALUES = 1000
SORTS = {
    "relevance": [{"_score": "desc"}, {"date": "desc"}, {"page": "desc"}],
    "newest": [{"date": "desc"}, {"page": "desc"}],
    "oldest": [{"date": "asc"}, {"page": "asc"}],
}


def request_body(query: Query, *, facets: bool) -> dict:
    """Return the body of a search request, without its page."""
    chosen = _chosen(query)
    by_score = query.groups and query.sort == "relevance"
    body = {
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
                "aggs": {"values": {"terms": {"field": name, "size": MOST_VALUES}}},
            }
            for name in FACETS
        }
    return body


def typed_body(typed: Typed) -> dict:
    """Return the body of a request for titles, in which an unfinished word is a prefix."""
    begun = [
        {"prefix": {field: prefix}}
        for prefix in typed.prefixes
        for field in ("title", "title_lemmas")
    ]
    rules = [_any(begun), *(_any([_titled(term) for term in group]) for group in typed.groups)]
    if typed.site_id is not None:
        rules.append({"term": {"site": typed.site_id}})
    return {
        "query": {"bool": {"filter": rules}},
        "sort": SORTS["newest"],
        "size": typed.limit,
        "_source": False,
        "track_total_hits": False,
    }


def _titled(term: Term) -> dict:
    rules = [_phrase(["title"], term.words)]
    rows = itertools.islice(itertools.product(*term.lemmas), MOST_PHRASES) if term.lemmas else ()
    return _any(rules + [_phrase(["title_lemmas"], row) for row in rows])


def _query(query: Query) -> dict:
    filters: list[dict] = []
    if query.site_id is not None:
        filters.append({"term": {"site": query.site_id}})
    if query.only is not None:
        # Not by `ids`, which takes no more than 10,000.
        filters.append({"terms": {"page": list(query.only)}})
    days = {
        sign: day.isoformat()
        for sign, day in (("gte", query.filters.date_from), ("lte", query.filters.date_to))
        if day is not None
    }
    if days:
        filters.append({"range": {"date": days}})
    groups = [_any([_term(term) for term in group]) for group in query.groups]
    clauses: dict = {"filter": filters, "must_not": [_term(term) for term in query.excluded]}
    if query.match_any and groups:
        clauses |= {"should": groups, "minimum_should_match": 1}
    else:
        # Words that stand side by side lift a statement; it must have each of them anyway.
        clauses |= {"must": groups, "should": [_lemma_phrases(term) for term in query.neighbours]}
    return {"bool": clauses}


def _chosen(query: Query) -> dict[str, dict]:
    """Return a rule for each facet that the reader has chosen from."""
    filters = query.filters
    values = {"category": filters.categories, "topic": filters.topics, "year": filters.years}
    return {name: {"terms": {name: list(some)}} for name, some in values.items() if some}


def _with_recency(inner: dict, query: Query) -> dict:
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


def _any(clauses: list[dict]) -> dict:
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _term(term: Term) -> dict:
    surface = (
        _words(SURFACE, term.words[:1]) if len(term.words) == 1 else _phrase(SURFACE, term.words)
    )
    return _any([_lemma_phrases(term), surface]) if term.lemmas else surface


def _lemma_phrases(term: Term) -> dict:
    if len(term.lemmas) == 1:
        return _words(LEMMAS, term.lemmas[0])
    rows = itertools.islice(itertools.product(*term.lemmas), MOST_PHRASES)
    return _any([_phrase(LEMMAS, row) for row in rows])


def _words(fields: list[str], words: tuple[str, ...]) -> dict:
    """Match any of the words, scored over both fields as if they were one."""
    return {"combined_fields": {"query": " ".join(words), "fields": fields, "operator": "or"}}


def _phrase(fields: list[str], words: tuple[str, ...]) -> dict:
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": fields}}


def read_hit(found: Mapping, *, language: str) -> Hit:
    """Return a hit of Elasticsearch's answer."""
    source = found["_source"]
    shown = source["shown"]
    return Hit(
        page_id=int(found["_id"]),
        score=found.get("_score") or 0.0,
        title=shown["title"],
        summary=shown["summary"],
        text=shown["text"],
        date=datetime.date.fromisoformat(source["date"]),
        language=language,
        analysed_title=_analysed(source, "title"),
        analysed_body=_analysed(source, "body"),
        categories=tuple(TermLabel(**label) for label in shown["categories"]),
        topics=tuple(TermLabel(**label) for label in shown["topics"]),
    )


def _analysed(source: Mapping, field: str) -> Analysed:
    """Return a field's words. An index of an earlier version keeps none, until it is rebuilt."""
    return Analysed(words=source.get(field, ""), lemmas=source.get(f"{field}_lemmas", ""))


def read_facets(aggregations: Mapping) -> dict[str, tuple[FacetCount, ...]]:
    """Return the counts of each facet: terms by number, years from the latest."""
    facets = {}
    for name in FACETS:
        counts = [
            FacetCount(value=str(bucket["key"]), count=bucket["doc_count"])
            for bucket in aggregations[name]["values"]["buckets"]
        ]
        if name == "year":
            counts.sort(key=lambda one: one.value, reverse=True)
        else:
            counts.sort(key=lambda one: (-one.count, one.value))
        facets[name] = tuple(counts)
    return facets

"""Completion of an unfinished line from titles."""

import itertools

from search.engines.base import MAX_PHRASES, TitleQuery
from search.engines.elasticsearch.queries import SORTS, Rule, any_of, phrase
from search.language.query_terms import QueryTerm


def titles_body(query: TitleQuery) -> dict[str, object]:
    """Return the body of a request for titles, in which the unfinished word is a prefix."""
    prefixes: list[Rule] = [
        {"prefix": {field: prefix}}
        for prefix in query.prefixes
        for field in ("title", "title_lemmas")
    ]
    rules = [any_of(prefixes), *(any_of([_term(term) for term in group]) for group in query.groups)]
    if query.site_id is not None:
        rules.append({"term": {"site": query.site_id}})
    return {
        "query": {"bool": {"filter": rules}},
        "sort": SORTS["newest"],
        "size": query.limit,
        "_source": False,
        "track_total_hits": False,
    }


def _term(term: QueryTerm) -> Rule:
    rules = [phrase(["title"], term.words)]
    lemmas = itertools.islice(itertools.product(*term.lemmas), MAX_PHRASES) if term.lemmas else ()
    return any_of(rules + [phrase(["title_lemmas"], words) for words in lemmas])

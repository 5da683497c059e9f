"""Spelling candidates: words of public statements that are close to a given word."""

from dataclasses import replace

from elasticsearch import Elasticsearch

from search.engines.base import SHORTEST_CORRECTED_WORD, SpellingCandidate
from search.language import lemmas
from search.language.analysis import normalise, tokens

MAX_SUGGESTIONS = 20
FIELDS = ("title", "body")


def candidates(client: Elasticsearch, word: str, *, index: str) -> list[SpellingCandidate]:
    """Return words at most one letter from `word`, by frequency, the first with its accents.

    The suggester also knows words of deleted statements until segments are merged, so each word is
    counted among the current statements.
    """
    folded = lemmas.fold(word)
    suggested = client.search(
        index=index, size=0, suggest={field: _suggester(folded, field=field) for field in FIELDS}
    )
    words = [folded]
    for entries in suggested["suggest"].values():
        words += [option["text"] for entry in entries for option in entry["options"]]
    rules = {each: {"multi_match": {"query": each, "fields": list(FIELDS)}} for each in words}
    counted = client.search(index=index, size=0, aggs={"words": {"filters": {"filters": rules}}})
    buckets = counted["aggregations"]["words"]["buckets"]
    found = [
        SpellingCandidate(word=each, display=each, statements=bucket["doc_count"])
        for each, bucket in buckets.items()
        if bucket["doc_count"]
    ]
    found.sort(key=lambda candidate: (-candidate.statements, candidate.word))
    return [_with_accents(client, found[0], index=index), *found[1:]] if found else []


def _with_accents(
    client: Elasticsearch, candidate: SpellingCandidate, *, index: str
) -> SpellingCandidate:
    """Return the candidate as a statement spells it, since indexed words have no accents."""
    rule = {"multi_match": {"query": candidate.word, "fields": list(FIELDS)}}
    body = {"query": rule, "size": 1, "_source": ["shown"]}
    for hit in client.search(index=index, body=body)["hits"]["hits"]:
        shown = hit["_source"]["shown"]
        text = normalise("\n".join([shown["title"], shown["summary"], shown["text"]]))
        for token in tokens(text):
            if lemmas.fold(token.word) == candidate.word:
                return replace(candidate, display=token.word)
    return candidate


def _suggester(word: str, *, field: str) -> dict[str, object]:
    return {
        "text": word,
        "term": {
            "field": field,
            "suggest_mode": "always",
            "max_edits": 1,
            "prefix_length": 0,
            "min_word_length": SHORTEST_CORRECTED_WORD,
            "size": MAX_SUGGESTIONS,
        },
    }

"""Which words of public statements are spelt almost like this one, as Elasticsearch knows them?"""

from dataclasses import replace

from elasticsearch import Elasticsearch

from search.engines.base import Spelling
from search.engines.spelling import SHORTEST
from search.language import lemmas
from search.language.analysis import normalise, tokens

MOST = 20
FIELDS = ("title", "body")


def near(client: Elasticsearch, word: str, *, index: str) -> list[Spelling]:
    """Return words at most one letter from `word`, the commonest first and as it is written.

    The suggester also knows words of deleted statements until segments are merged, so each word is
    counted among the statements that are there.
    """
    folded = lemmas.fold(word)
    suggested = client.search(
        index=index, size=0, suggest={field: _suggester(folded, field=field) for field in FIELDS}
    )
    words = [folded]
    for entries in suggested["suggest"].values():
        words += [option["text"] for entry in entries for option in entry["options"]]
    rules = {one: {"multi_match": {"query": one, "fields": list(FIELDS)}} for one in words}
    counted = client.search(index=index, size=0, aggs={"words": {"filters": {"filters": rules}}})
    buckets = counted["aggregations"]["words"]["buckets"]
    found = [
        Spelling(word=one, display=one, statements=bucket["doc_count"])
        for one, bucket in buckets.items()
        if bucket["doc_count"]
    ]
    found.sort(key=lambda one: (-one.statements, one.word))
    return [_as_written(client, found[0], index=index), *found[1:]] if found else []


def _as_written(client: Elasticsearch, spelling: Spelling, *, index: str) -> Spelling:
    """Return the spelling with its accents: the index has none, so a statement is looked at."""
    rule = {"multi_match": {"query": spelling.word, "fields": list(FIELDS)}}
    hits = client.search(index=index, query=rule, size=1, source=["shown"])["hits"]["hits"]
    for hit in hits:
        shown = hit["_source"]["shown"]
        text = normalise("\n".join([shown["title"], shown["summary"], shown["text"]]))
        for token in tokens(text):
            if lemmas.fold(token.word) == spelling.word:
                return replace(spelling, display=token.word)
    return spelling


def _suggester(word: str, *, field: str) -> dict:
    return {
        "text": word,
        "term": {
            "field": field,
            "suggest_mode": "always",
            "max_edits": 1,
            "prefix_length": 0,
            "min_word_length": SHORTEST,
            "size": MOST,
        },
    }

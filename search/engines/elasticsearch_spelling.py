"""Which words of public statements are spelt almost like this one, as Elasticsearch knows them?"""

from elasticsearch import Elasticsearch

from search import lemmas
from search.engines.base import Spelling
from search.engines.spelling import SHORTEST

MOST = 20
FIELDS = ("title", "body")


def near(client: Elasticsearch, word: str, *, index: str) -> list[Spelling]:
    """Return words at most one letter from `word`, the commonest first.

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
    return sorted(found, key=lambda one: (-one.statements, one.word))


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

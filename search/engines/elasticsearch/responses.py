"""Types of the parts of Elasticsearch's answers that the engine reads."""

from typing import TypedDict


class Label(TypedDict):
    """A category or topic of a document."""

    slug: str
    name: str


class Shown(TypedDict):
    """What a hit shows, stored without being indexed."""

    title: str
    summary: str
    text: str
    categories: list[Label]
    topics: list[Label]


class Source(TypedDict, total=False):
    """A stored document, or the requested fields of it."""

    fingerprint: str
    date: str
    title: str
    body: str
    title_lemmas: str
    body_lemmas: str
    shown: Shown


class RawHit(TypedDict):
    """One hit. `_score` is None where another order was requested."""

    _index: str
    _id: str
    _version: int
    _score: float | None
    _source: Source
    sort: list[object]


class Total(TypedDict):
    """The number of matches."""

    value: int


class Hits(TypedDict):
    """A page of hits and the number of all matches."""

    total: Total
    hits: list[RawHit]


class Bucket(TypedDict):
    """One value of a facet and its count."""

    key: object
    doc_count: int


class Buckets(TypedDict):
    """The values of a facet."""

    buckets: list[Bucket]


class Aggregation(TypedDict, total=False):
    """The documents of an aggregation, and for a facet its values."""

    doc_count: int
    values: Buckets


class Answer(TypedDict):
    """The answer to a search in one language."""

    hits: Hits
    aggregations: dict[str, Aggregation]


class MixedLanguageAnswer(TypedDict):
    """The answer to a search in several languages, with aggregations by language."""

    hits: Hits
    aggregations: dict[str, dict[str, Aggregation]]

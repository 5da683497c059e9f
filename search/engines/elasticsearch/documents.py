"""What is an Elasticsearch document of a statement, and how is its index set up?

All analysis is done before (see `search.language.analysis`): fields that are searched hold plain
words between spaces, so the index needs no plugin and no dictionary on any node.
"""

from functools import cache

from django_elasticsearch_dsl import Document, fields
from elasticsearch.dsl import MetaField

from search.indexing.documents import Entry, TermLabel
from search.language import analysis

# How long a deleted page's version is remembered, against writes that come late.
DELETIONS_REMEMBERED = "1h"


def _words() -> fields.TextField:
    return fields.TextField(analyzer="whitespace")


class StatementDocument(Document):
    """One public statement, made of a `_Prepared`."""

    page = fields.LongField()
    version = fields.LongField()
    fingerprint = fields.KeywordField(index=False, doc_values=False)
    site = fields.IntegerField()
    date = fields.DateField(format="strict_date")
    year = fields.ShortField()
    category = fields.KeywordField()
    topic = fields.KeywordField()
    title = _words()
    body = _words()
    title_lemmas = _words()
    body_lemmas = _words()
    shown = fields.ObjectField(enabled=False)

    class Meta:
        dynamic = MetaField("strict")

    class Index:
        name = "statements"

    def prepare_shown(self, statement: "_Prepared") -> dict:
        """Return what a hit shows; its inner fields are not mapped, so they are given whole."""
        return statement.shown


# The library's registry would set this, but it is for models and their signals.
StatementDocument._fields = StatementDocument._doc_type.mapping.properties.properties.to_dict()


@cache
def _document() -> StatementDocument:
    return StatementDocument()


def prepared(entry: Entry, *, version: int) -> dict:
    """Return the document of an entry as Elasticsearch takes it."""
    return _document().prepare(_Prepared(entry, version=version))


def index_action(entry: Entry, *, version: int) -> dict:
    """Return the bulk action that writes an entry's document."""
    source = prepared(entry, version=version)
    return {"_op_type": "index", "_id": str(entry.page_id), "_source": source}


class _Prepared:
    """An entry with the attributes that the document's fields are named after."""

    def __init__(self, entry: Entry, *, version: int) -> None:
        analyser = analysis.analyser_for(entry.language)
        title = analyser.analyse(entry.title)
        body = analyser.analyse(f"{entry.summary}\n{entry.text}")
        self.page = entry.page_id
        self.version = version
        self.fingerprint = entry.fingerprint
        self.site = entry.site_id
        self.date = entry.date
        self.year = entry.date.year
        self.category = [label.slug for label in entry.categories]
        self.topic = [label.slug for label in entry.topics]
        self.title, self.title_lemmas = title.words, title.lemmas
        self.body, self.body_lemmas = body.words, body.lemmas
        self.shown = {
            "title": entry.title,
            "summary": entry.summary,
            "text": entry.text,
            "categories": _labels(entry.categories),
            "topics": _labels(entry.topics),
        }


def _labels(labels: tuple[TermLabel, ...]) -> list[dict[str, str]]:
    return [{"slug": label.slug, "name": label.name} for label in labels]


def index_body(language: str, *, shards: int, replicas: int) -> dict:
    """Return the settings and mapping of a new index, stamped with its analysis."""
    mappings = StatementDocument._doc_type.mapping.to_dict()
    mappings["_meta"] = {"analysis": analysis.version(language), "language": language}
    return {
        "mappings": mappings,
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "gc_deletes": DELETIONS_REMEMBERED,
        },
    }

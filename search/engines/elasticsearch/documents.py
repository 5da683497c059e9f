"""The Elasticsearch document of a statement, and the settings and mapping of an index.

All analysis takes place in Python (see `search.language.analysis`): searched fields contain plain
words separated by spaces, so that no node needs a plugin or a dictionary.
"""

from functools import cache

from django_elasticsearch_dsl import Document, fields
from elasticsearch.dsl import MetaField

from search.engines.elasticsearch.responses import Label, Shown
from search.engines.entries import Entry, TermLabel
from search.language import analysis

# How long the version of a deleted page is remembered, to refuse late writes.
DELETIONS_REMEMBERED = "1h"


def _words() -> fields.TextField:
    return fields.TextField(analyzer="whitespace")


class StatementDocument(Document):  # type: ignore[misc]  # django-elasticsearch-dsl has no types
    """One public statement, prepared from a `_Prepared`."""

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

    def prepare_shown(self, statement: "_Prepared") -> Shown:
        """Return what a hit shows; its inner fields have no mapping, so it is given as a whole."""
        return statement.shown


# The library's registry would set this, but it is for models and their signals.
StatementDocument._fields = StatementDocument._doc_type.mapping.properties.properties.to_dict()


@cache
def _document() -> StatementDocument:
    return StatementDocument()


def prepared(entry: Entry, *, version: int) -> dict[str, object]:
    """Return the document of an entry as Elasticsearch accepts it."""
    document: dict[str, object] = _document().prepare(_Prepared(entry, version=version))
    return document


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
        self.shown: Shown = {
            "title": entry.title,
            "summary": entry.summary,
            "text": entry.text,
            "categories": _labels(entry.categories),
            "topics": _labels(entry.topics),
        }


def _labels(labels: tuple[TermLabel, ...]) -> list[Label]:
    return [{"slug": label.slug, "name": label.name} for label in labels]


def index_mappings(language: str) -> dict[str, object]:
    """Return the mapping of a new index, with the version of its analysis."""
    mappings: dict[str, object] = StatementDocument._doc_type.mapping.to_dict()
    mappings["_meta"] = {"analysis": analysis.version(language), "language": language}
    return mappings


def index_settings(*, shards: int, replicas: int) -> dict[str, object]:
    """Return the settings of a new index, which does not refresh while it is filled."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "gc_deletes": DELETIONS_REMEMBERED,
        "refresh_interval": "-1",
    }

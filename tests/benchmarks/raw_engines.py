"""The search engines alone, without any code of ours around them."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from search.engines.base import Engine, Query
from search.engines.elasticsearch.documents import index_mappings, index_settings, prepared
from search.engines.elasticsearch.queries import request_body
from search.engines.elasticsearch.writes import BATCH
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.indexes import IndexFiles
from search.engines.entries import Entry

TABLES = ("statements", "contents", "terms", "spellings")
WORD_COLUMNS = "title, body, title_lemmas, body_lemmas"


class RawEngine(Protocol):
    """An engine's own client, called with the queries and documents of ours."""

    def prepare(self, query: Query) -> Callable[[], object]:
        """Return a function that sends a query with facets and reads the raw response."""

    def bulk_rate(self, sample: list[Entry], *, language: str) -> float:
        """Return how many prepared documents per second a bulk write takes."""


def raw_engine(target: Engine) -> RawEngine:
    """Return the raw engine of `target`."""
    return RawEmbedded(target) if isinstance(target, EmbeddedEngine) else RawElasticsearch(target)


def with_relaxed(query: Query, run: Callable[[Query], int]) -> list[Query]:
    """Return the queries of a reader's line: relaxed as well where the first has no results."""
    if run(query) or len(query.groups) < 2:
        return [query]
    return [query, replace(query, match_any=True)]


class RawElasticsearch:
    """The client of elasticsearch-py with request bodies of ours."""

    def __init__(self, target: Engine) -> None:
        self._alias = target.indexes.alias
        self._client = Elasticsearch(settings.ELASTICSEARCH_URL, request_timeout=60)

    def prepare(self, query: Query) -> Callable[[], object]:
        """Return a function that sends the same bodies, and nothing else."""
        bodies = [
            {**request_body(one, facets=True), "from": one.offset, "size": one.limit}
            for one in with_relaxed(query, self._total)
        ]
        index = self._alias(query.language)
        return lambda: [self._client.search(index=index, body=body).body for body in bodies]

    def _total(self, query: Query) -> int:
        body = {**request_body(query, facets=False), "size": 0}
        return self._client.search(index=self._alias(query.language), body=body)["hits"]["total"][
            "value"
        ]

    def bulk_rate(self, sample: list[Entry], *, language: str) -> float:
        """Write the documents into an index with the same mapping, in the same batches."""
        name = f"{self._alias(language)}-raw"
        self._client.indices.create(
            index=name,
            mappings=index_mappings(language),
            settings=index_settings(shards=1, replicas=0),
        )
        actions = [
            {"_index": name, "_id": str(one.page_id), "_source": prepared(one, version=1)}
            for one in sample
        ]
        started = time.perf_counter()
        bulk(self._client, actions, chunk_size=BATCH)
        self._client.indices.refresh(index=name)
        seconds = time.perf_counter() - started
        self._client.indices.delete(index=name)
        return len(sample) / seconds


class RawEmbedded:
    """SQLite with the SQL of our engine."""

    def __init__(self, target: EmbeddedEngine) -> None:
        self._target = target
        self._connections: dict[str, sqlite3.Connection] = {}

    def prepare(self, query: Query) -> Callable[[], object]:
        """Return a function that sends the same SQL, and nothing else."""
        connection = self._connection(query.language)
        queries = with_relaxed(query, lambda one: self._target.search(one).total)
        selects = [sql for one in queries for sql in self._statements(one)]
        return lambda: [connection.execute(sql).fetchall() for sql in selects]

    def _statements(self, query: Query) -> list[str]:
        """Return the SQL of a query with its values, from SQLite's trace."""
        said: list[str] = []
        with self._target.indexes.reading(query.language) as listened:
            listened.set_trace_callback(said.append)
        self._target.search(query, facets=True)
        with self._target.indexes.reading(query.language) as listened:
            listened.set_trace_callback(None)
        return [sql for sql in said if sql.startswith(("SELECT", "WITH"))]

    def _connection(self, language: str) -> sqlite3.Connection:
        if language not in self._connections:
            path = self._target.indexes.path(self._target.generation(language))
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA cache_size=-16000")
            self._connections[language] = connection
        return self._connections[language]

    def bulk_rate(self, sample: list[Entry], *, language: str) -> float:
        """Write the rows of an index to an empty file with the same tables, in one transaction."""
        folder = Path(settings.SEARCH_FOLDER) / "raw"
        made = EmbeddedEngine(folder)
        rebuilt = made.begin_rebuild(language, version=0)
        rebuilt.add(sample, version=1)
        rebuilt.swap()
        source = sqlite3.connect(made.indexes.path(made.generation(language)))
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608  (constants)
        words = _words(sample)
        target = IndexFiles(folder).create("raw.sqlite3", about={})
        started = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, content in rows.items():
            places = ", ".join("?" * len(content[0]))
            target.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", content)  # noqa: S608  (constants)
        target.executemany(
            f"INSERT INTO words (rowid, {WORD_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608  (constants)
            words,
        )
        target.execute("COMMIT")
        target.execute("INSERT INTO words (words) VALUES ('optimize')")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        seconds = time.perf_counter() - started
        target.close()
        source.close()
        return len(sample) / seconds


def _words(sample: list[Entry]) -> list[tuple]:
    documents = [prepared(one, version=1) for one in sample]
    return [
        (one["page"], one["title"], one["body"], one["title_lemmas"], one["body_lemmas"])
        for one in documents
    ]
